"""SRT and VTT files as units, and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.documents.translatable.line_breaks import broken
from desktop_lm.documents.translatable.unit import Span, Unit, Written
from desktop_lm.errors import AppError, Code
from tests.support.translating import longer, opened, texts, through, upper

SRT = """1
00:00:01,000 --> 00:00:04,000
{\\an8}<i>The sea was calm
that night.</i>

2
00:00:03,500 --> 00:00:05,000
- Who is there?
- It's <b>me</b>.

3
 --> 00:00:09
5 < 6
4
00:00:10,000 --> 00:00:08,000 X1:40 X2:600
Out of <font color="red">order

and a blank line

5
00:00:20,000 --> 00:00:21,000
♪ ♪
"""
SRT_TEXTS = [
    "The sea was calm that night.", "- Who is there?\n- It's me.", "Out of order",
    "and a blank line",
]  # fmt: skip
VTT = """WEBVTT - Title

NOTE words of a note
and more

STYLE
::cue { color: red }

intro
00:01.000 --> 00:04.000 align:start
<v Ada>Sea &amp; sand</v>
and <00:02.000><c.loud>sun</c>

00:05.000 --> 00:06.000
42
"""


def _file(folder: Path, text: str, name: str = "a.srt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_texts_of_cues_are_units(tmp_path: Path) -> None:
    assert texts(_file(tmp_path, SRT)) == SRT_TEXTS
    assert [unit.place.number for unit in opened(_file(tmp_path, SRT)).units()] == [1, 2, 4, 4]
    assert texts(_file(tmp_path, VTT, "a.vtt")) == ["Sea & sand and sun"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("name", "text"), [("a.srt", SRT), ("a.vtt", VTT)])
def test_what_is_not_translated_stays_byte_by_byte(
    tmp_path: Path, name: str, text: str, line_end: str
) -> None:
    path = _file(tmp_path, text.replace("\n", line_end), name)

    assert through(path).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(("name", "text"), [("a.srt", SRT), ("a.vtt", VTT)])
def test_times_tags_and_the_number_of_lines_stay(tmp_path: Path, name: str, text: str) -> None:
    written = through(_file(tmp_path, text, name), longer).read_text()

    def without_breaks(cues: str) -> str:
        return re.sub(r"\s+", " ", cues)

    assert without_breaks(written.replace("~", "")) == without_breaks(text)
    assert [line for line in written.splitlines() if "-->" in line] == [
        line for line in text.splitlines() if "-->" in line
    ]
    assert written.count("\n") == text.count("\n")
    if name == "a.srt":
        assert (
            "{\\an8}<i>The~ sea~ was~\ncalm~ that~ night~.</i>"
            in written.replace("calm~\n", "\ncalm~ ")
            or "{\\an8}<i>The~ sea~ was~ calm~\nthat~ night~.</i>" in written
        )


def test_both_languages_stand_in_a_cue(tmp_path: Path) -> None:
    written = through(_file(tmp_path, SRT), upper, bilingual=True).read_text()

    assert (
        "{\\an8}<i>The sea was calm\nthat night.</i>\n<i>THE SEA WAS CALM\nTHAT NIGHT.</i>\n\n2"
    ) in written
    assert "- Who is there?\n- It's <b>me</b>.\n- WHO IS THERE?\n- IT'S <b>ME</b>.\n\n3" in written


def test_a_translation_ends_no_cue_and_begins_none(tmp_path: Path) -> None:
    path = _file(tmp_path, "1\n00:01,0 --> 00:02,0\nwords\n")

    written = through(path, lambda _: Written("a\n\n3\n1 --> 2")).read_text()

    assert texts(_file(tmp_path, written, "b.srt")) == ["a 3 1 -> 2"]
    assert written.count("-->") == 1


def test_lines_break_between_letters_where_no_spaces_are(tmp_path: Path) -> None:
    path = _file(tmp_path, "1\n00:01,0 --> 00:02,0\nThe sea was calm\nthat <i>night</i>.\n")

    def translate(unit: Unit) -> Written:
        (span,) = unit.spans
        return Written("あの夜、海は穏やかだった。", (Span(2, 3, span.key),))

    written = through(path, translate).read_text().splitlines()
    assert written[2:] == ["あの<i>夜</i>、海は", "穏やかだった。"]


SENTENCE = """1
00:01,0 --> 00:02,0
<i>When the lamp
was lit again</i>

2
00:02,0 --> 00:03,0
<i>the boats came home,</i>

3
00:03,0 --> 00:04,0
all of them.

4
00:04,0 --> 00:05,0
Nobody slept.
"""


def test_a_sentence_over_some_cues_is_one_unit_and_comes_back_to_them(tmp_path: Path) -> None:
    path = _file(tmp_path, SENTENCE)

    assert texts(path) == [
        "When the lamp was lit again the boats came home, all of them.",
        "Nobody slept.",
    ]
    assert through(path).read_text() == SENTENCE
    expected = re.sub(r"[A-Za-z]+", lambda found: found[0].upper(), SENTENCE)
    assert through(path, upper).read_text() == expected.replace("<I>", "<i>").replace(
        "</I>", "</i>"
    )
    (one, _) = opened(path).units()
    first, second = one.spans

    def shorter(unit: Unit) -> Written:
        spans = (Span(6, 6, first.key, fixed=True), Span(11, 11, second.key, fixed=True))
        return Written("Alpha beta gamma", spans) if unit == one else Written("Word")

    lines = through(path, shorter).read_text().splitlines()
    assert [line for line in lines if line[-1:].isalpha() or "<i>" in line] == [
        *("<i>Alpha</i>", "<i>beta</i>", "gamma", "Word")
    ]
    both = through(path, lambda _: Written("Wort"), bilingual=True).read_text()
    assert both.count("Wort") == 4


def test_no_break_and_wide_spaces_stay_in_a_sentence_over_some_cues(tmp_path: Path) -> None:
    wording = "Les bateaux\u202f: tous\u00a0!\u3000\tEt les\nmarins\u00a0?"

    written = through(_file(tmp_path, SENTENCE), lambda _: Written(wording)).read_text()

    cues = [line for line in written.splitlines()[2:13] if line and line[0] not in "0123456789"]
    shown = " ".join(line.removeprefix("<i>").removesuffix("</i>") for line in cues)
    assert shown == "Les bateaux\u202f: tous\u00a0!\u3000 Et les marins\u00a0?"


def test_a_file_without_times_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        opened(_file(tmp_path, "Only words\n"))
    assert refused.value.code is Code.DOCUMENT_DAMAGED


_LINES = st.sampled_from(
    ["1", "00:01,0 --> 00:02,0", "", "A line", "- <i>Other", "</i>", "{\\b1}x"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(_LINES))
def test_however_lines_are_mixed_nothing_is_lost(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(["1", "0 --> 1", *lines])
    path = _file(tmp_path, text)

    assert through(path).read_text() == text
    assert through(path, upper).read_text().count("LINE") == text.count("line")


@given(
    st.text(alphabet="ab ,日本\n", max_size=40),
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_breaking_lines_loses_no_letter_and_moves_spans_along(
    text: str, counts: list[int], one: int, other: int
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))

    found = broken(Written(text, (Span(start, end, "1"),)), counts)

    def letters(words: str) -> str:
        return re.sub(r"\s", "", words)

    (span,) = found.spans
    assert letters(found.text) == letters(text)
    assert letters(found.text[span.start : span.end]) == letters(text[start:end])


@pytest.mark.parametrize("cue", ["{{\\an8}}\n{}", "{}\n</i>", "{{\\an8}}\n- {}\n</i>"])
def test_a_line_without_words_is_none_of_the_translation(tmp_path: Path, cue: str) -> None:
    words = "Words above it all"
    path = tmp_path / "a.srt"
    path.write_text(f"1\n00:00:01,000 --> 00:00:02,000\n{cue.format(words)}\n")

    assert through(path, upper).read_text().endswith(f"\n{cue.format(words.upper())}\n")
