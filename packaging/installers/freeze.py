"""The program as one folder that needs no Python: PyInstaller's work, made fit to be shipped."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from installers import icons, project, shipped
from installers.project import BUILD, FROZEN, PACKAGING, Failed, call

_SPEC = PACKAGING / "pyinstaller" / "desktop-lm.spec"
_MISSING = "could not resolve '"
# What only plugins want that are left out.
_NOT_MISSED = ("libgtk-3", "libgdk-3")


def freeze() -> Path:
    """Freeze the program anew; its folder comes back. Raises Failed."""
    if unlicensed := shipped.without_licence():
        raise Failed(f"the licence of {', '.join(unlicensed)} has no text; see packaging/licences")
    work = BUILD / "work"
    for folder in (FROZEN.parent, work):  # PyInstaller would keep parts of another build
        shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(FROZEN.parent), "--workpath", str(work), str(_SPEC)]
    variables = {
        "PYTHONHASHSEED": "1",  # the order of sets decides the order of some files in the archive
        "QT_QPA_PLATFORM": "offscreen",
        # Modules as they are: a start need not unpack them, installers pack them better.
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
        **_icon(),
    }
    told = _run(command, variables)
    missing = [line for line in told.splitlines() if _MISSING in line]
    missing = [line for line in missing if not any(name in line for name in _NOT_MISSED)]
    if missing:
        raise Failed("libraries of this system are missing:\n" + "\n".join(missing))
    if sys.platform.startswith("linux"):
        _strip(FROZEN)
    _settle_modes(FROZEN)
    return FROZEN


def _icon() -> dict[str, str]:
    """The icon in the form that this system's programs have it inside; Linux has it beside them."""
    kinds: dict[str, tuple[str, Callable[[], bytes]]] = {
        "windows": ("ico", icons.ico),
        "macos": ("icns", icons.icns),
    }
    if project.system() not in kinds:
        return {}
    ending, draw = kinds[project.system()]
    BUILD.mkdir(parents=True, exist_ok=True)
    file = BUILD / f"desktop-lm.{ending}"
    file.write_bytes(draw())
    return {"DESKTOP_LM_ICON": str(file)}


def _run(command: list[str], more: dict[str, str]) -> str:
    log = BUILD / "pyinstaller.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if project.system() == "windows":
        call([*command], more=more)
        return ""
    words, file = shlex.join(command), shlex.quote(str(log))
    call(["sh", "-c", f"{words} >{file} 2>&1 || {{ cat {file}; exit 1; }}"], more=more)
    return log.read_text("utf-8", "replace")


def _strip(folder: Path) -> None:
    """Take out of Python itself, which was not built to be shipped, the names for debuggers and the
    folder it was installed in, where it would look for libraries on others' computers."""
    for file in sorted(folder.rglob("libpython*.so*")) + sorted(folder.rglob("lib-dynload/*.so")):
        if not file.is_symlink():
            call(["strip", "--strip-unneeded", file])
            call(["patchelf", "--remove-rpath", file])


def _settle_modes(folder: Path) -> None:
    """The same permissions whatever the umask of whoever builds it."""
    for file in folder.rglob("*"):
        if file.is_symlink():
            continue
        runs = file.is_dir() or file.parent == folder
        file.chmod(0o755 if runs else 0o644)
    folder.chmod(0o755)
