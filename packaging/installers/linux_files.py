"""What a Linux desktop wants to find beside a program: the same in .deb, tar and AppImage."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from installers import icons
from installers.project import NAME, PACKAGING, call, filled

LINUX = PACKAGING / "linux"
METAINFO = "io.github.desktop_lm.desktop_lm.metainfo.xml"


def write_share(share: Path) -> None:
    """Menu entry, icons, file type, description and manual page, below ``share``, and checked."""
    for folder, name in (("applications", f"{NAME}.desktop"), ("mime/packages", f"{NAME}.xml")):
        (share / folder).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(LINUX / name, share / folder / name)
    icons.write_hicolor(share)
    write(share / "metainfo" / METAINFO, filled(LINUX / f"{METAINFO}.in"))
    write_gzip(share / "man" / "man1" / f"{NAME}.1.gz", filled(LINUX / f"{NAME}.1.in"))
    call(["desktop-file-validate", share / "applications" / f"{NAME}.desktop"])
    call(["appstreamcli", "validate", "--no-net", "--explain", share / "metainfo" / METAINFO])


def write(file: Path, text: str) -> None:
    """Write a text that everybody may read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    file.chmod(0o644)


def write_gzip(file: Path, text: str) -> None:
    """Packed as Debian wants it: as small as can be, without name and date."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    file.chmod(0o644)


def copy_program(frozen: Path, place: Path) -> None:
    """Copy the frozen folder with its links as links."""
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(frozen, place, symlinks=True)
