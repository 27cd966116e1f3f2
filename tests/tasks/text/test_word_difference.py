"""What a translation back says otherwise, and what it leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.text.word_difference import Change, compare

texts = st.text(st.sampled_from("ab 世界.,\n"), max_size=40)


def marked(first: str, second: str) -> tuple[str, str]:
    """Other words in brackets, words that are missing on the other side in braces."""
    found = compare(first, second)
    written = []
    for whole, stretches in ((first, found.first), (second, found.second)):
        text = whole
        for stretch in reversed(stretches):
            around = {Change.SAME: "", Change.DIFFERS: "[]", Change.MISSING: "{}"}[stretch.change]
            inner = around[:1] + text[stretch.start : stretch.end] + around[1:]
            text = text[: stretch.start] + inner + text[stretch.end :]
        written.append(text)
    return written[0], written[1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The house is [old].", "the house is [ancient]!"),
        ("She {often} sings.", "She sings."),
        ("She sings.", "She sings {today}."),
        ("我很[喜欢]北京。", "我很[爱]北京。"),
        ("{All} of it", "of it"),
        ("Same words", "same, words"),
    ],
)
def test_differences(first: str, second: str) -> None:
    plain = [text.translate(str.maketrans("", "", "[]{}")) for text in (first, second)]

    assert marked(*plain) == (first, second)


@given(texts, texts)
def test_every_word_is_in_one_stretch_of_its_text(first: str, second: str) -> None:
    found = compare(first, second)

    assert 0 <= found.same <= 1
    for text, stretches in ((first, found.first), (second, found.second)):
        covered = [place for s in stretches for place in range(s.start, s.end)]
        assert covered == sorted(set(covered))
        letters = {place for place, character in enumerate(text) if character.isalpha()}
        assert letters <= set(covered)


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    found = compare(text, text)

    assert found.same == 1
    assert {stretch.change for stretch in found.first} <= {Change.SAME}
