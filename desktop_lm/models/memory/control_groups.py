"""What Linux lets this process use of the memory: the limits of its control groups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")

_FILES = ("inactive_file", "active_file")


def limits(groups: Path = GROUPS, own_groups: Path = OWN_GROUPS) -> Iterator[tuple[int, int]]:
    """Limits of the control groups this process is in, and what is used of each.

    Pages of files do not count as used, whether read once (inactive) or again (active): at the
    limit the kernel drops both. Linux has two versions of the groups, each with file names of its
    own; elsewhere there are none.
    """
    for group in _own(groups, own_groups):
        for limit_name, used_name, dropped in (
            ("memory.max", "memory.current", _FILES),
            ("memory.high", "memory.current", _FILES),
            (
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
                tuple(f"total_{name}" for name in _FILES),
            ),
        ):
            limit, used = _number(group / limit_name), _number(group / used_name)
            if limit is not None and used is not None:
                yield limit, max(0, used - _sum(group / "memory.stat", dropped))


def _own(groups: Path, own_groups: Path) -> Iterator[Path]:
    try:
        lines = own_groups.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if controllers not in ("", "memory"):
            continue
        root = groups / controllers
        group = root / path.lstrip("/")
        # A container sees its own group as the root, whatever its name outside.
        yield from (place for place in (group, *group.parents) if place.is_relative_to(root))


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):  # "max": no limit
        return None


def _sum(statistics: Path, names: tuple[str, ...]) -> int:
    """What those of a group's statistics come to; nothing where they cannot be read."""
    try:
        lines = statistics.read_text(encoding="ascii", errors="replace").splitlines()
        pairs = (line.partition(" ") for line in lines)
        return sum(int(value) for name, _, value in pairs if name in names)
    except (OSError, ValueError):
        return 0
