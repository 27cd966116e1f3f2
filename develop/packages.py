"""``engine-portable``, ``package`` and ``package-test``: what is shipped."""

from __future__ import annotations

import os
import subprocess
import sys

from develop.checkout import FREEZE_VENV, LOCKS, ROOT, digest, fingerprint
from develop.console import say
from develop.engine_build import portable_engine
from develop.environment import (
    QUIETLY,
    child_environment,
    install_locked,
    make_venv,
    pip,
    venv_program,
)
from develop.missing import missing_libraries, missing_programs, missing_venv
from develop.needs import (
    LIBRARIES,
    PACKAGE_PROGRAMS,
    PACKAGE_TEST_PROGRAMS,
    WAYLAND_LIBRARIES,
    X11_LIBRARIES,
)
from develop.system_packages import require


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
