"""Runs the frozen program's own check, with a home of its own and nothing of Python around it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

FROZEN = Path(__file__).resolve().parents[2] / "build" / "installers" / "frozen"
PROGRAMS = {
    "win32": FROZEN / "desktop-lm" / "desktop-lm-cli.exe",
    "darwin": FROZEN / "desktop-lm.app" / "Contents" / "MacOS" / "desktop-lm",
}


def main() -> int:
    """The program's exit status: 0 where all three tasks gave an answer."""
    program = PROGRAMS.get(sys.platform, FROZEN / "desktop-lm" / "desktop-lm")
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMPDIR", "LANG")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    with tempfile.TemporaryDirectory() as home:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            environment[name] = home
        return subprocess.call([str(program), "--smoke"], env=environment)


if __name__ == "__main__":
    sys.exit(main())
