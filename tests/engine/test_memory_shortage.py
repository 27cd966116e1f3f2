"""Whether memory was short is what the kernel counted, not what is free once it has ended one."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm.engine.memory_shortage import MemoryShortage


@pytest.mark.parametrize(("after", "short"), [(3, False), (4, True)])
def test_what_the_kernel_ended_since_counts(tmp_path: Path, after: int, short: bool) -> None:
    counts = tmp_path / "vmstat"
    counts.write_text("pgfault 12\noom_kill 3\nnr_oom_kill 9\n")
    shortage = MemoryShortage(counts)
    counts.write_text(f"pgfault 13\noom_kill {after}\nnr_oom_kill 10\n")
    assert shortage.was_there() is short


@pytest.mark.parametrize("content", [None, b"", b"oom_kill many\n", b"\xff\xfe"])
def test_where_nobody_counts_nothing_is_made_up(tmp_path: Path, content: bytes | None) -> None:
    counts = tmp_path / "vmstat"
    if content is not None:
        counts.write_bytes(content)
    assert not MemoryShortage(counts).was_there()
