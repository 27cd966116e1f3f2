"""This machine's memory, asked of the system itself."""

from __future__ import annotations

import psutil

from desktop_lm.models.memory import machine


def test_what_is_free_is_part_of_all() -> None:
    assert 0 < machine.free_bytes() <= machine.total_bytes() <= psutil.virtual_memory().total


def test_a_reserve_is_left() -> None:
    free = machine.free_bytes()
    assert machine.default_limit() < free or not free
    assert machine.default_limit() >= 0
