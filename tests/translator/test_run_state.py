"""What a run keeps: files whole or not at all, its pace, its log."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translator import files, journal, schedule
from translator.journal import Journal
from translator.settings import Pace

FRACTION = st.floats(0, 1)


def test_a_file_whose_writing_fails_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.pt"
    files.write_whole(file, b"before")

    def fail(stream: IO[bytes]) -> None:
        stream.write(b"half")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        files.write_with(file, fail)

    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


@given(FRACTION, FRACTION)
def test_the_rate_stays_between_its_ends(progress: float, since_start: float) -> None:
    assert 0 <= schedule.factor(progress, Pace(), since_start) <= 1


def test_the_rate_rises_stays_and_falls() -> None:
    pace = Pace(warmup=0.1, decay=0.2, lowest=0.05)
    found = [schedule.factor(n / 20, pace) for n in range(21)]

    assert found[0] == 0
    assert found[2:17] == pytest.approx([1.0] * 15)
    assert found[16:] == sorted(found[16:], reverse=True)
    assert found[20] == 0.05


def test_an_optimiser_that_begins_in_mid_run_warms_up() -> None:
    pace = Pace(warmup=0.1)

    assert schedule.factor(0.5, pace, since_start=0.05) == pytest.approx(0.5)
    assert schedule.factor(0.6, pace, since_start=0.1) == 1


def test_a_log_is_read_again_but_for_a_line_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    Journal(file).add("step", steps=1, loss=1 / 3)
    Journal(file).add("step", steps=2, loss=2.0)
    with file.open("a") as stream:
        stream.write('{"kind": "st')

    found = journal.read(file)

    assert [(one["steps"], one["loss"]) for one in found] == [(1, 0.33333), (2, 2.0)]


def test_a_log_becomes_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    entries: list[dict[str, Any]] = [
        {"kind": "step", "tokens": 1e6, "loss": 3.0},
        {"kind": "step", "tokens": 2e6, "loss": 2.0},
    ]
    entries += [{"kind": "dev", "tokens": 2e6, "bleu": {"en-fr": 12.5}}]

    journal.plot(entries, tmp_path / "log.png")

    assert (tmp_path / "log.png").read_bytes().startswith(b"\x89PNG")
