"""What the system lacks of what it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE

from develop.checkout import WINDOWS
from develop.needs import WAYLAND_LIBRARIES, X11_LIBRARIES


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


def display_libraries() -> dict[str, str]:
    """What a window needs on the display there is; nothing where there is none."""
    if os.environ.get("DISPLAY"):
        return X11_LIBRARIES
    return WAYLAND_LIBRARIES if os.environ.get("WAYLAND_DISPLAY") else {}


def loads(library: str) -> bool:
    """Whether the system's linker finds a shared library."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def visual_studio_has_cpp() -> bool:
    programs = os.environ.get("PROGRAMFILES(X86)", r"C:\Program Files (x86)")
    finder = Path(programs, "Microsoft Visual Studio", "Installer", "vswhere.exe")
    if not finder.is_file():
        return shutil.which("cl") is not None
    wanted = ["-latest", "-products", "*", "-requires"]
    wanted += ["Microsoft.VisualStudio.Component.VC.Tools.x86.x64", "-property", "installationPath"]
    return bool(subprocess.run([str(finder), *wanted], stdout=PIPE, check=False).stdout.strip())
