"""Predicted and measured memory, kept on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.storage.memory_record import MOST_KEPT, Comparison, MemoryRecord

ONE = Comparison(
    path="/models/a.gguf",
    file_bytes=1000,
    options=LoadOptions(n_ctx=2048),
    predicted=MemoryParts(weights_mapped=900, cache=200),
    measured=MemoryParts(weights_mapped=900, cache=100),
)


def test_what_was_added_is_there_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "state" / "memory.json"
    assert MemoryRecord(file).add(ONE)
    assert MemoryRecord(file).all() == (ONE,)
    assert ONE.error == pytest.approx(0.1)


def test_the_newest_of_each_way_of_loading_is_kept(tmp_path: Path) -> None:
    record = MemoryRecord(tmp_path / "memory.json")
    again = replace(ONE, measured=MemoryParts(cache=1), options=replace(ONE.options, n_threads=7))
    other = replace(ONE, options=replace(ONE.options, cache_type=CacheType.Q8_0))
    for comparison in (ONE, other, again):
        record.add(comparison)
    assert record.all() == (other, again)


@pytest.mark.slow
def test_the_oldest_go_first(tmp_path: Path) -> None:
    record = MemoryRecord(tmp_path / "memory.json")
    for number in range(MOST_KEPT + 2):
        record.add(replace(ONE, options=LoadOptions(n_ctx=number)))
    assert [one.options.n_ctx for one in record.all()] == list(range(2, MOST_KEPT + 2))


def test_what_cannot_be_read_counts_as_not_there(tmp_path: Path) -> None:
    file = tmp_path / "memory.json"
    for text in ("", "[]", '{"comparisons": 3}', '{"comparisons": [{"path": 3}, null]}'):
        file.write_text(text, encoding="utf-8")
        assert MemoryRecord(file).all() == ()
    assert MemoryRecord(file).add(ONE)
    assert MemoryRecord(file).all() == (ONE,)


def test_nothing_measured_is_no_error() -> None:
    assert replace(ONE, measured=MemoryParts()).error == 0
