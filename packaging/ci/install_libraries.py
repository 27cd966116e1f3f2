"""Installs what a public CI machine lacks: dev.py does so as root, which nobody is there.

``--for-packages`` adds what makes and tries packages; on Windows that is NSIS.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from develop import missing, needs


def main() -> int:
    """0 where all of it is there at the end."""
    for_packages = "--for-packages" in sys.argv
    if sys.platform == "win32":
        return subprocess.call(["choco", "install", "nsis", "-y"]) if for_packages else 0
    if not sys.platform.startswith("linux"):
        return 0
    libraries = {**needs.LIBRARIES, **needs.X11_LIBRARIES, **needs.WAYLAND_LIBRARIES}
    wanted = set(missing.missing_libraries(libraries).values())
    if for_packages:
        programs = {**needs.PACKAGE_PROGRAMS, **needs.PACKAGE_TEST_PROGRAMS}
        wanted |= set(missing.missing_programs(programs).values())
    if not wanted:
        return 0
    update = subprocess.call(["sudo", "apt-get", "update", "-qq"])
    return update or subprocess.call(
        ["sudo", "apt-get", "install", "-y", "--no-install-recommends", *sorted(wanted)]
    )


if __name__ == "__main__":
    sys.exit(main())
