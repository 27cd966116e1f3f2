from __future__ import annotations

import pytest

from desktop_lm.cli.error_text import error_text
from desktop_lm.cli.models.show import print_table
from desktop_lm.cli.units import size, time_left
from desktop_lm.errors import AppError, Code


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (98_362_432, "98 MB"),
        (2_497_280_736, "2.5 GB"),
        (10**16, "10000.0 TB"),
    ],
)
def test_sizes(count: int, shown: str) -> None:
    assert size(count) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.2, "1 s left"), (59, "59 s left"), (200, "3 min left"), (9000, "2.5 h left")],
)
def test_time(seconds: float, shown: str) -> None:
    assert time_left(seconds) == shown


def test_columns_line_up_also_with_wide_characters(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "SIZE", "FILE"), [("模型", "5 MB", "a"), ("7B model", "?", "/b")])

    assert capsys.readouterr().out.splitlines() == [
        "NAME      SIZE  FILE",
        "模型      5 MB  a",
        "7B model     ?  /b",
    ]


def test_a_cell_is_one_line_and_gives_no_orders(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "TAGS"), [("Two\nlines", "a"), ("\x1b[2Jred", "b")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["NAME       TAGS", "Two lines  a", "\ufffd[2Jred    b"]


def test_a_sentence_tells_sizes_in_their_units() -> None:
    error = AppError(Code.DISK_FULL, path="m.gguf", needed=2_500_000_000, free=12_000_000)

    assert error_text(error) == "the disk is full: m.gguf needs 2.5 GB and 12 MB are free."
