"""A text comes back as it was where its segments are left as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.text.segments import Segment, segments
from desktop_lm.tasks.translation.protect import protected_parts
from desktop_lm.tasks.translation.spans import Mark
from desktop_lm.tasks.translation.text import CutText

texts = st.text(st.sampled_from("ab .!?\n\t-*1。你👋,"), max_size=80)
BITS = [
    *("Word", " ", "a", ". ", "\n", "\n\n", "- ", "1. ", "# ", "> ", "| ", " |", "\t", "```\n"),
    *("{name}", "<b>", "</b>", "<br>", "`a. B`", "**", "[x](u.v)", "http://a.b/c", "世界", "。"),
]
_HEAD = re.compile(r"\s*(?:(?:-|[>#|]+)\s+)*")
documents = st.lists(st.sampled_from(BITS), max_size=30).map("".join)


@given(texts)
def test_what_stands_between_the_segments_is_kept(text: str) -> None:
    cut = CutText(text, "en", "th")

    assert cut.joined(cut.segments) == clean(text)[0]
    cleaned = clean(text)[0]
    pieces = segments(cleaned, "en", kept=protected_parts(cleaned))
    gaps = [piece.text for piece in pieces if not isinstance(piece, Segment)]
    assert cut.joined([""] * len(cut.segments)) == "".join(gaps)


@given(texts)
def test_each_place_is_in_a_segment_or_behind_it(text: str) -> None:
    cut = CutText(text, "en", "fr")
    segments_ = [piece for piece in cut.pieces if isinstance(piece, Segment)]

    for number, segment in enumerate(segments_):
        if len(clean(text)[0]) == len(text):
            assert {cut.segment_at(at) for at in range(segment.start, segment.end)} == {number}
    assert cut.segment_at(0) == 0


@given(documents)
def test_lines_lists_and_markdown_are_those_of_the_text(text: str) -> None:
    """Whatever the translations are, all that is between them is in its place."""
    cut = CutText(text, "en", "fr")

    written = cut.joined(["Xyz"] * len(cut.segments))

    assert written.count("\n") == text.count("\n")
    for line, other in zip(text.split("\n"), written.split("\n"), strict=True):
        head = _HEAD.match(line)
        assert head
        assert other.startswith(head[0])
        if line.strip()[:1] == line.strip()[-1:] == "|":
            assert other.count("|") == line.count("|")


@given(documents)
def test_no_cut_goes_through_a_protected_part(text: str) -> None:
    cut = CutText(text, "en", "fr")

    parts = protected_parts(text)
    borders = [piece.start for piece in cut.pieces]
    assert not [b for b in borders for part in parts if part.start < b < part.end]
    for segment, kept in zip(cut.segments, cut.kept, strict=True):
        assert all(0 <= part.start < part.end <= len(segment) for part in kept)
        letters = list(segment)
        for part in kept:
            letters[part.start : part.end] = " " * (part.end - part.start)
        assert any(map(str.isalpha, letters))


def test_marks_around_a_segment_are_no_part_of_it() -> None:
    text = "**All of it.** <p>One <b>word</b>.<br>Two</p>\n| a | *b* |\n```\nx = 1\n```"

    assert CutText(text, "en", "fr").segments == ("All of it.", "One <b>word</b>.", "Two", "a", "b")


def test_what_its_owner_keeps_is_kept_and_spans_find_their_place() -> None:
    text = "Type\x07 exit now. Then\nwait."
    cut = CutText(text, "en", "fr", [(6, 10)])
    spans = [Mark(6, 10, "code"), Mark(16, 20, "b"), Mark(len(text), len(text), "end")]

    translations = ["Tapez exit maintenant.", "Puis", "attendez."]
    written = cut.joined(translations)
    marks = cut.marks(spans, translations)

    ((fixed,), *others) = cut.kept
    assert cut.segments[0][fixed.start : fixed.end] == "exit"
    assert not any(others)
    assert [written[mark.start : mark.end] for mark in marks] == ["exit", "Puis", ""]
    assert marks[-1].start == len(written)


def test_sentences_without_a_space_between_them_get_one_where_it_is_wanted() -> None:
    cut = CutText("你好。再见。", "zh", "en")

    assert cut.joined(["Hello.", "Goodbye."]) == "Hello. Goodbye."
    assert CutText("你好。再见。", "zh", "ja").joined(["一。", "二。"]) == "一。二。"


def test_a_space_between_sentences_goes_where_none_is_written() -> None:
    cut = CutText("One. Two.\n- Three.  Four.", "en", "zh")

    assert cut.joined(["一。", "二。", "三。", "四。"]) == "一。二。\n- 三。四。"


def test_each_segment_has_one_translation() -> None:
    with pytest.raises(ValueError, match="1 translations of 2"):
        CutText("One. Two.", "en", "fr").joined(["Un."])


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("The house\t12", ("The house",)),
        ("Name:\tThe dog\t\tA cat. It is old.", ("Name:", "The dog", "A cat.", "It is old.")),
        ("a)\tFirst words\n\tmore words", ("First words", "more words")),
        ("Take `a\tb` now\tor then", ("Take `a\tb` now", "or then")),
    ],
)
def test_tabs_part_what_stands_in_columns_and_stay(text: str, segments: tuple[str, ...]) -> None:
    cut = CutText(text, "en", "de")

    assert cut.segments == segments
    translated = cut.joined([segment.upper() for segment in segments])
    assert translated.upper() == text.upper()
    assert cut.joined(["Wort"] * len(segments)).count("\t") == text.replace("a\tb", "").count("\t")


def test_entries_of_a_menu_are_translated_one_by_one() -> None:
    cut = CutText("Home | Contact us · The old harbour", "en", "de")

    assert cut.segments == ("Home", "Contact us", "The old harbour")
    assert cut.joined(["Start", "Kontakt", "Der alte Hafen"]) == "Start | Kontakt · Der alte Hafen"
