"""A text comes back as it was where its segments are left as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.segments import Segment, segments
from desktop_lm.tasks.translation_text import CutText

texts = st.text(st.sampled_from("ab .!?\n\t-*1。你👋,"), max_size=80)


@given(texts)
def test_what_stands_between_the_segments_is_kept(text: str) -> None:
    cut = CutText(text, "en", "zh")

    assert cut.joined(cut.segments) == clean(text)[0]
    gaps = [
        piece.text for piece in segments(clean(text)[0], "en") if not isinstance(piece, Segment)
    ]
    assert cut.joined([""] * len(cut.segments)) == "".join(gaps)


def test_sentences_without_a_space_between_them_get_one_where_it_is_wanted() -> None:
    cut = CutText("你好。再见。", "zh", "en")

    assert cut.joined(["Hello.", "Goodbye."]) == "Hello. Goodbye."
    assert CutText("你好。再见。", "zh", "ja").joined(["一。", "二。"]) == "一。二。"


def test_each_segment_has_one_translation() -> None:
    with pytest.raises(ValueError, match="1 translations of 2"):
        CutText("One. Two.", "en", "fr").joined(["Un."])
