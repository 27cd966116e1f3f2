"""The licences of Debian's libraries that go along in the program's folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers.deb import of_the_system
from installers.project import Failed, call

_DOCUMENTS = Path("/usr/share/doc")


def write(program: Path) -> list[Path]:
    """Put what Debian's packages say of the licences of such libraries beside the texts of others.

    Raises Failed where a library is of no package.
    """
    folder = program / "_internal" / "licences"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for package in sorted({package_of(library.name) for library in of_the_system(program)}):
        text = _DOCUMENTS / package / "copyright"
        if not text.is_file():
            raise Failed(f"{text}, which tells the licence of what is packed, is not there")
        written.append(Path(shutil.copyfile(text, folder / f"{package}.txt")))
        written[-1].chmod(0o644)
    return written


def package_of(library: str) -> str:
    """The installed package that a library's file came in. Raises Failed."""
    told = call(["dpkg-query", "--search", f"*/{library}"], quiet=True).splitlines()
    owners = [line for line in told if not line.startswith("diversion ")]
    return owners[0].partition(":")[0].partition(",")[0]
