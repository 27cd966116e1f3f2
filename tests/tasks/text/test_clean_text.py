from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.text.clean_text import clean


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_text_without_controls_is_untouched(text: str) -> None:
    assert clean(text) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "tab\tand\r\nbreaks\n",
        "👩‍👩‍👧 👍🏽 🇫🇷 ❤️",
        "हिन्दी क्षत्रिय",
        "e\u0301 \u200b\u200d\u00ad\ufeff",
        "a\u2028b\u2029c\u0085d",
        "\u202eright to left\u202c",
        "\ue000 private",
        "\U0010ffff",
    ],
)
def test_what_looks_odd_and_may_be_meant_is_untouched(text: str) -> None:
    assert clean(text) == (text, 0)


def test_controls_go_and_halves_of_pairs_are_replaced() -> None:
    assert clean("a\0b\x1b[31mc\x7f\ud83d") == ("ab[31mc\ufffd", 4)


@given(st.text(st.characters()))
def test_the_result_is_utf8_without_nul_and_clean(text: str) -> None:
    result, changed = clean(text)

    result.encode()
    assert "\0" not in result
    assert clean(result) == (result, 0)
    assert (changed == 0) == (result == text)
    assert len(text) - changed <= len(result) <= len(text)
