"""How the end of a table's run is told."""

from __future__ import annotations

import argparse

import pytest

from desktop_lm.cli.sentiment_table import separator, which_rows
from desktop_lm.cli.table_words import dates_text
from desktop_lm.jobs.sentiment.table_run import ProblemRows
from desktop_lm.tables.columns import Columns
from desktop_lm.tables.open_table import Reading
from desktop_lm.tables.row import Facts
from desktop_lm.tables.run_file import RunAbout
from desktop_lm.tables.source import Source


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ProblemRows(1, (7,)), "row 7"),
        (ProblemRows(2, (7, 9)), "2 rows (7, 9)"),
        (ProblemRows(1234, (1, 2, 3, 4, 5)), "1,234 rows (1, 2, 3, 4, 5, …)"),
    ],
)
def test_rows_are_named_by_their_numbers(rows: ProblemRows, words: str) -> None:
    assert which_rows(rows) == words


OPEN = (
    "the dates are in column day; they do not tell which comes first, day or month: the day was "
    "taken to (--dates month-first)"
)


@pytest.mark.parametrize(
    ("columns", "chosen", "words"),
    [
        (Columns(1), None, ""),
        (Columns(1, 0), None, "the dates are in column day"),
        (Columns(1, 0, month_first=True), None, "the dates are in column day, month first"),
        (
            Columns(1, 0, order_open=True),
            None,
            OPEN,
        ),
        (Columns(1, 0, order_open=True), False, "the dates are in column day"),
        (
            Columns(1, 0, month_first=True, order_open=True),
            True,
            "the dates are in column day, month first",
        ),
    ],
)
def test_how_dates_were_read_is_told(columns: Columns, chosen: bool | None, words: str) -> None:
    about = RunAbout(
        source=Source("a.csv", 0, 0, ""),
        names=("day", "review"),
        columns=columns,
        facts=Facts("csv"),
        labels=("good", "bad"),
        method={},
        reading=Reading(month_first=chosen),
    )
    assert dates_text(about) == words


@pytest.mark.parametrize(
    ("text", "sign"), [(";", ";"), (r"\t", "\t"), ("\t", "\t"), (" ", " "), ("", "")]
)
def test_a_sign_between_cells(text: str, sign: str) -> None:
    assert separator(text) == sign


@pytest.mark.parametrize("text", [";;", "tab", '"', "\n", r"\n"])
def test_what_is_no_sign_between_cells_is_wrong_usage(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="one sign"):
        separator(text)
