"""What comes out of a spreadsheet's clipboard."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.ui.sentiment.profiles.pasted import pasted_rows

cells_of_a_row = st.lists(st.text('a"\t\n\r ', max_size=5), min_size=1, max_size=3)


@given(st.lists(cells_of_a_row, max_size=4), st.booleans())
def test_what_a_spreadsheet_quotes_is_read_as_it_was(rows: list[list[str]], ends: bool) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, dialect="excel-tab").writerows(rows)
    text = written.getvalue()

    assert list(pasted_rows(text if ends else text.removesuffix("\r\n"))) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"open\tbad\nnext\tgood', [['"open', "bad"], ["next", "good"]]),
        ('"open\tbad\n"two\nlines"\tgood', [['"open', "bad"], ["two\nlines", "good"]]),
        ('"Now", I said\r\n"', [['"Now", I said'], ['"']]),
        ('5" and 6"\t"""quoted"""', [['5" and 6"', '"quoted"']]),
        ("\n\r\ta\t", [[""], [""], ["", "a", ""]]),
    ],
)
def test_a_quotation_mark_that_quotes_no_cell_is_one_of_its_text(
    text: str, rows: list[list[str]]
) -> None:
    assert list(pasted_rows(text)) == rows


@given(st.text('a"\t\n\r', max_size=20))
def test_no_text_is_lost(text: str) -> None:
    read = "".join(cell for row in pasted_rows(text) for cell in row)

    assert read.count("a") == text.count("a")
