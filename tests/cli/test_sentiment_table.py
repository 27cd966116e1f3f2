"""How the end of a table's run is told."""

from __future__ import annotations

import argparse

import pytest

from desktop_lm.cli.sentiment_table import separator, which_rows
from desktop_lm.jobs.sentiment.table_run import ProblemRows


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


@pytest.mark.parametrize(
    ("text", "sign"), [(";", ";"), (r"\t", "\t"), ("\t", "\t"), (" ", " "), ("", "")]
)
def test_a_sign_between_cells(text: str, sign: str) -> None:
    assert separator(text) == sign


@pytest.mark.parametrize("text", [";;", "tab", '"', "\n", r"\n"])
def test_what_is_no_sign_between_cells_is_wrong_usage(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="one sign"):
        separator(text)
