"""Where the frozen program starts; everything else is desktop_lm's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def _give_back_library_path() -> None:
    """Let programs that this one opens, such as a browser, use the system's libraries.

    PyInstaller's loader points this variable at our folder and keeps what it was before. The
    loader of this process has read it already, and our own children set it again.
    """
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
        elif sys.platform == "linux":
            os.environ.pop(name, None)


def _hold_on_to_this_version() -> None:
    """Go on reading modules from this very program where an update puts another in its place.

    PyInstaller opens the executable by its path for each module, at places of before the update.
    Linux keeps a running program's file until it ends, under a name of its own.
    """
    if sys.platform != "linux":
        return  # Windows does not let a running program be replaced; macOS replaces the whole app
    import pyimod02_importers  # type: ignore[import-not-found]  # PyInstaller's own, part of every frozen program

    archive = pyimod02_importers.pyz_archive
    if Path("/proc/self/exe").exists() and archive._filename == sys.executable:  # noqa: SLF001
        archive._filename = "/proc/self/exe"  # noqa: SLF001 - there is no other way in


def _leave_fonts_unmentioned() -> None:
    """A system with few fonts has Qt complain of each script it lacks, which helps nobody."""
    os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")


if __name__ == "__main__":
    _give_back_library_path()
    _leave_fonts_unmentioned()
    _hold_on_to_this_version()
    from desktop_lm.__main__ import main

    sys.exit(main())
