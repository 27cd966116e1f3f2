"""Two builds compared: the same files with the same permissions, links and bytes."""

from __future__ import annotations

import stat
from pathlib import Path

from installers.project import Failed


def compare(one: Path, other: Path) -> str:
    """How much was compared and found alike. Raises Failed with each difference."""
    found = differences(one, other)
    if found:
        raise Failed(f"{len(found)} differences:\n" + "\n".join(found))
    files = [file for file in one.rglob("*") if file.is_file() and not file.is_symlink()]
    size = sum(file.stat().st_size for file in files)
    return f"{len(files)} files alike, {size} bytes"


def differences(one: Path, other: Path) -> list[str]:
    """A line for each name that is not in both folders, or not the same in both."""
    names = {
        place.relative_to(folder).as_posix()
        for folder in (one, other)
        for place in folder.rglob("*")
    }
    found = []
    for name in sorted(names):
        kind, other_kind = _kind(one / name), _kind(other / name)
        if kind != other_kind:
            found.append(f"{name}: {kind}, {other_kind}")
        elif kind.startswith("-") and not _same_bytes(one / name, other / name):
            found.append(f"{name}: other bytes")
    return found


def _kind(place: Path) -> str:
    """Its permissions as ls tells them, and where a link leads; "missing" where nothing is."""
    if place.is_symlink():
        return f"link to {place.readlink()}"
    return stat.filemode(place.stat().st_mode) if place.exists() else "missing"


def _same_bytes(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while block := left.read(1 << 20):
            if block != right.read(len(block)):
                return False
    return True
