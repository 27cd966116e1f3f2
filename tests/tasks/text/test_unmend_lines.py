"""The line breaks of a page come back, and what was written since stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.text.mend_lines import mend
from desktop_lm.tasks.text.unmend_lines import unmended

PAGE = (
    "The library of the town was built in the year after the great fire, and\n"
    "it was for a long time the only building of stone in the whole street. Its biblio-\n"
    "thek readers came from the villages around, on foot or by cart, and they stayed  \n"
    "\n- 12 -\n\n"
    "until the light was gone from the high windows above the reading tables.\n"
)
MENDED = mend(PAGE)


@pytest.mark.parametrize(
    ("place", "written", "expected"),
    [
        ("", "So: ", f"So: {PAGE}"),
        ("fire, and", " then", PAGE.replace("\nit was", "\nthen it was")),
        ("fire, and ", "then ", PAGE.replace("\nit was", "\nthen it was")),
        ("Its biblio", "-", PAGE.replace("biblio-\nthek", "biblio-thek")),
        ("tables.", " End.", PAGE.replace("tables.", "tables. End.")),
    ],
)
def test_the_lines_are_those_of_the_page_around_what_was_written(
    place: str, written: str, expected: str
) -> None:
    at = MENDED.index(place) + len(place)
    now = MENDED[:at] + written + MENDED[at:]

    assert "".join(unmended(PAGE, MENDED, now)) == expected


def test_words_that_were_taken_out_stay_out() -> None:
    now = MENDED.replace(" great fire, and it was for", " fire, for")

    assert "".join(unmended(PAGE, MENDED, now)) == PAGE.replace(
        " great fire, and\nit was", " fire,"
    )


@given(st.integers(0, len(MENDED)), st.integers(0, 60), st.text("ab 12-\n", max_size=9))
def test_no_word_is_lost_whatever_was_written(start: int, removed: int, written: str) -> None:
    now = MENDED[:start] + written + MENDED[start + removed :]

    signs = iter("".join(unmended(PAGE, MENDED, now)))

    assert all(sign in signs for sign in now if not sign.isspace())
