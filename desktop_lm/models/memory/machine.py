"""How much memory this machine has to give, now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

# Left to the system and to other programs, whatever is free now: a tenth of all, within bounds.
_RESERVE_SHARE = 10
_LEAST_RESERVE, _MOST_RESERVE = 512 << 20, 4 << 30

_GROUPS = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")


def total_bytes() -> int:
    """Memory of the machine, or what a container was given of it."""
    return min([psutil.virtual_memory().total, *(limit for limit, _ in _limits())])


def free_bytes() -> int:
    """Bytes that could be used now without pushing other programs out of memory.

    Pages of files in memory count as free, as the system reckons, and a container's limit holds.
    """
    available = psutil.virtual_memory().available
    return max(0, min([available, *(limit - used for limit, used in _limits())]))


def default_limit() -> int:
    """Bytes that models may take where the user set no limit: what is free, less a reserve."""
    reserve = min(max(total_bytes() // _RESERVE_SHARE, _LEAST_RESERVE), _MOST_RESERVE)
    return max(0, free_bytes() - reserve)


def _limits() -> Iterator[tuple[int, int]]:
    """Limits of the control groups this process is in, and what is used of each.

    Linux has two versions of them, each with file names of its own; elsewhere there are none.
    """
    for group in _own_groups():
        for limit_name, used_name, dropped_name in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.high", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            limit, used = _number(group / limit_name), _number(group / used_name)
            if limit is not None and used is not None:
                yield limit, max(0, used - _statistic(group / "memory.stat", dropped_name))


def _own_groups() -> Iterator[Path]:
    try:
        lines = _OWN_GROUPS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        if controllers not in ("", "memory"):
            continue
        root = _GROUPS / controllers
        group = root / path.lstrip("/")
        # A container sees its own group as the root, whatever its name outside.
        yield from (place for place in (group, *group.parents) if place.is_relative_to(root))


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):  # "max": no limit
        return None


def _statistic(file: Path, name: str) -> int:
    try:
        for line in file.read_text(encoding="ascii", errors="replace").splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
    except (OSError, ValueError):
        pass
    return 0
