"""How the end of a table's run is told."""

from __future__ import annotations

import pytest

from desktop_lm.cli.command import main
from desktop_lm.cli.sentiment_table import which_rows
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
    ("option", "value", "words"),
    [
        ("--encoding", "utf-eight", "there is no encoding called utf-eight"),
        ("--encoding", "base64", "there is no encoding called base64"),
        ("--separator", ";;", "must be one character, not a quotation mark"),
        ("--separator", '"', "must be one character, not a quotation mark"),
    ],
)
def test_a_way_to_read_a_table_that_is_none_is_told(
    capsys: pytest.CaptureFixture[str], option: str, value: str, words: str
) -> None:
    with pytest.raises(SystemExit):
        main(["sentiment", "--file", "a.csv", option, value])
    assert words in capsys.readouterr().err
