"""Lines that a page broke are joined, and nothing else is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.text.mend_lines import mend

PAGE = """\
1 Introduction

The lines of this paragraph end where the page did, and one of its words was hy-
phenated by whoever set the page, which is undone. A well-known word keeps what
joins it.

   A second paragraph is set in, and goes on over the foot of the page, where the

12

next page begins in the middle of a sentence. It has a list:

- the first item, which is so long that it does not fit into one line of the page
  and goes on in the next
- the second item

13

SUMMARY
All of it is joined in the end, except for what was meant to stand on lines of its
own.
"""
MENDED = """\
1 Introduction

The lines of this paragraph end where the page did, and one of its words was hyphenated by \
whoever set the page, which is undone. A well-known word keeps what joins it.

   A second paragraph is set in, and goes on over the foot of the page, where the next page \
begins in the middle of a sentence. It has a list:

- the first item, which is so long that it does not fit into one line of the page and goes on \
in the next
- the second item

SUMMARY
All of it is joined in the end, except for what was meant to stand on lines of its own.
"""


def test_a_page() -> None:
    assert mend(PAGE) == MENDED


def test_what_is_mended_stays_so() -> None:
    assert mend(MENDED) == MENDED


@pytest.mark.parametrize(
    "text",
    [
        "Dear Tom,\n\nthank you for the letter.\n\nYours\nMary",
        "milk\nbread\nbutter\n12\nsugar",
        "- one\n- two\n- three",
        "Roses are red\nViolets are blue",
        "```\na long line of code that goes on and on\nb\n```",
        "| a | b |\n|---|---|\n| c | d |",
        "1\n2\n3",
        "",
        "\n\n",
        "One line only, however long it may be, has nothing that could be mended at all",
    ],
)
def test_what_no_page_broke_is_left_alone(text: str) -> None:
    assert mend(text) == text


def test_chinese_lines_are_joined_without_a_space() -> None:
    text = (
        "我们今天去了北京的一个很大的公园那里有许多树木和花草\n"
        "空气也非常好孩子们在草地上跑来跑去玩得很开心然后大\n家都不想回家。"
    )

    assert mend(text) == text.replace("\n", "")


def test_windows_line_breaks_and_form_feeds() -> None:
    text = (
        "The first line of a paragraph is long enough, and so\r\nit goes on here, until\r\nit ends."
        "\f- 4 -\r\nNext."
    )

    assert mend(text) == (
        "The first line of a paragraph is long enough, and so it goes on here, until it ends.\n\n"
        "Next."
    )


bits = st.lists(
    st.sampled_from(
        ["word", "Long words here ", "hy-", "\n", "\n\n", " ", ". ", "- ", "7", "世界", "\f"]
    ),
    max_size=30,
).map("".join)


@given(bits)
def test_no_letter_is_lost(text: str) -> None:
    letters = [character for character in text if character.isalpha()]

    assert [character for character in mend(text) if character.isalpha()] == letters


@pytest.mark.parametrize(
    "text", ["word word\n" * 20_000, "12\n" * 40_000, "a-\n" * 40_000, "\n" * 90_000]
)
def test_time_grows_with_the_text_and_not_faster(text: str) -> None:
    started = time.process_time()

    mend(text)

    assert time.process_time() - started < 3
