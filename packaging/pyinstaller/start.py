"""Where the frozen program starts; everything else is desktop_lm's own."""

from __future__ import annotations

import os
import sys


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


if __name__ == "__main__":
    _give_back_library_path()
    from desktop_lm.__main__ import main

    sys.exit(main())
