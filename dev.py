#!/usr/bin/env python3
"""Sets desktop-lm up in this checkout and runs it: ``python dev.py run``, ``python dev.py test``.

Standard library only, for Linux, macOS and Windows. Everything is installed into ``.venv`` from
the locks in ``requirements/``, whose hashes pip checks. The second time nothing is done again.
What the commands do is in ``develop/``.

DESKTOP_LM_WHEELS names the folder that keeps the engine once it is built (by default one in the
user's cache folder). CMAKE_ARGS is handed on to the build.
"""

# Without annotations from the future: a Python 3.6, which some systems call python3, knows none.
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL

OLDEST_PYTHON = (3, 11)


def continue_with_newer_python(command: "list[str]") -> int:
    """Hand over to a Python on PATH that is new enough, where the present one is not."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python", "py"):
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", code], stderr=DEVNULL) == 0:
            return subprocess.call([path, *command])
    present = platform.python_version()
    needs = f"desktop-lm needs Python 3.11 or newer; this is {present}, and PATH has no newer."
    print(f"dev.py: {needs}", flush=True)
    return 1


def main() -> int:
    """The exit status. This file alone is read by Pythons that are too old for the others."""
    if sys.version_info < OLDEST_PYTHON:
        try:
            return continue_with_newer_python(sys.argv)
        except KeyboardInterrupt:
            return 130  # the newer one has said so
    # Of this checkout, however this file was started.
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from develop import commands

    return commands.main()


if __name__ == "__main__":
    sys.exit(main())
