"""Limits of control groups, read from files such as Linux writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop_lm.models.memory.control_groups import limits

GB = 1 << 30
# A container of 8 GB in which a model of 4 GB was just written and read through for its hash.
READ_TWICE = {"anon": GB, "inactive_file": GB // 2, "active_file": 4 * GB, "shmem": 7}
UNUSED = {"total_inactive_file": 0, "total_active_file": 0}


class Groups:
    """A folder of control groups and the file that says which are one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "cgroup"
        self.own = folder / "own"

    def write(self, group: str, statistics: Mapping[str, int], **numbers: int | str) -> None:
        place = self.folder / group
        place.mkdir(parents=True, exist_ok=True)
        for name, number in numbers.items():
            (place / f"memory.{name}").write_text(f"{number}\n")
        lines = (f"{name} {number}\n" for name, number in statistics.items())
        (place / "memory.stat").write_text("".join(lines))

    def limits(self) -> list[tuple[int, int]]:
        return list(limits(self.folder, self.own))


@pytest.fixture
def groups(tmp_path: Path) -> Groups:
    return Groups(tmp_path)


def test_pages_of_files_are_free_also_those_that_were_read_twice(groups: Groups) -> None:
    groups.own.write_text("0::/\n")
    used = sum(READ_TWICE.values())
    groups.write("", READ_TWICE, max=8 * GB, current=used, high="max")

    assert groups.limits() == [(8 * GB, GB + 7)]


def test_the_first_version_counts_them_with_those_of_groups_below(groups: Groups) -> None:
    groups.own.write_text("5:cpu:/a\n4:memory:/a\n0::/\n")
    whole = {f"total_{name}": number for name, number in READ_TWICE.items()}
    used = sum(READ_TWICE.values())
    groups.write("memory/a", {**READ_TWICE, **whole}, limit_in_bytes=8 * GB, usage_in_bytes=used)
    groups.write("memory", UNUSED, limit_in_bytes=9 * GB, usage_in_bytes=2 * GB)
    groups.write("cpu/a", {}, limit_in_bytes=1, usage_in_bytes=1)

    assert groups.limits() == [(8 * GB, GB + 7), (9 * GB, 2 * GB)]


def test_a_group_without_statistics_is_used_as_it_says(groups: Groups) -> None:
    groups.own.write_text("0::/outside/its/container\n")
    groups.write("", {}, max=8 * GB, current=GB)
    (groups.folder / "memory.stat").unlink()

    assert groups.limits() == [(8 * GB, GB)]


def test_no_groups(groups: Groups) -> None:
    assert groups.limits() == []
    groups.own.write_text("nothing of sense\n0::/\n")
    assert groups.limits() == []
