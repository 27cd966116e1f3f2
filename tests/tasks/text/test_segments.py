# ruff: noqa: RUF001 - the marks of many scripts look alike, and are meant
from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import Stopped
from desktop_lm.tasks.language.languages import LANGUAGES
from desktop_lm.tasks.text.segments import Gap, Segment, segments, sentences

LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
MEAN = [
    "Hello there", "Dr. Smith", "z. B.", "3.14", "e.g. this", "-", "* ", "1. ", "a) ", "> ",
    ". ", "! ", "? ", "...", "。", "！", "؟", "।", "\n", "\r\n", "\n\n", "\u2028", "\t", " ",
    "你好", "世界", "नमस्ते", "ß", "e\u0301", "👩‍👩‍👧", "👍🏽", "🇫🇷", "\ud800", "\0", '"', "”",
    "(", ")", ",", "、", "\u3000", "# ",
]  # fmt: skip
texts = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(MEAN), max_size=30).map("".join),
)
codes = st.sampled_from([*(language.code for language in LANGUAGES), "", "xx"])


def split(text: str, language: str = "en", longest: int = 600) -> list[str]:
    """Segments as they are and gaps in brackets."""
    pieces = segments(text, language, longest)
    return [p.text if isinstance(p, Segment) else f"[{p.text}]" for p in pieces]


def told(text: str, language: str = "en") -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, language)]


# --- segments ----------------------------------------------------------------------------------


@given(texts, codes, st.integers(1, 40))
def test_every_character_is_in_one_piece_and_they_give_the_text_back(
    text: str, language: str, longest: int
) -> None:
    pieces = segments(text, language, longest)

    assert "".join(piece.text for piece in pieces) == text
    place = 0
    for piece in pieces:
        assert piece.start == place < piece.end
        assert piece.text == text[piece.start : piece.end]
        place = piece.end


@given(texts, codes, st.integers(1, 40))
def test_a_segment_is_a_trimmed_bit_of_one_line_with_a_letter_in_it(
    text: str, language: str, longest: int
) -> None:
    pieces = segments(text, language, longest)

    for piece in pieces:
        if isinstance(piece, Segment):
            assert piece.text == piece.text.strip()
            assert not set(piece.text) & set(LINE_BREAKS)
            assert any(character.isalpha() for character in piece.text)
            assert len(piece.text) <= longest
    for first, second in pairwise(pieces):
        assert not (isinstance(first, Gap) and isinstance(second, Gap))


def test_sentences_and_their_spacing() -> None:
    assert split("Dr. Smith came.  He left! Did he?\n") == [
        "Dr. Smith came.", "[  ]", "He left!", "[ ]", "Did he?", "[\n]",
    ]  # fmt: skip
    assert split("M. Dupont est là. Bien.", "fr") == ["M. Dupont est là.", "[ ]", "Bien."]
    assert split("他说：“你好。”然后走了。", "zh") == ["他说：“你好。”", "然后走了。"]
    assert split("नमस्ते। कैसे हो?", "hi") == ["नमस्ते।", "[ ]", "कैसे हो?"]


def test_line_breaks_are_gaps_whatever_they_are_made_of() -> None:
    assert split("one\r\ntwo\rthree\u2028four\n\n\nfive") == [
        "one", "[\r\n]", "two", "[\r]", "three", "[\u2028]", "four", "[\n\n\n]", "five",
    ]  # fmt: skip


def test_marks_of_lists_and_quotes_stay() -> None:
    text = "# Title\n- one\n  * two\n1. three\n 12) four\n> quote\n- [x] done\na) five"

    assert split(text) == [
        "[# ]", "Title", "[\n- ]", "one", "[\n  * ]", "two", "[\n1. ]", "three", "[\n 12) ]",
        "four", "[\n> ]", "quote", "[\n- [x] ]", "done", "[\na) ]", "five",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["---", "123 456", "😀 👍🏽", "***\n\n", " ", "\n", "3.14", "?!"])
def test_what_has_no_letter_stays(text: str) -> None:
    assert split(text) == [f"[{text}]"]


def test_an_empty_text_has_no_pieces() -> None:
    assert segments("", "en") == []


def test_a_dash_or_number_that_begins_a_sentence_is_no_mark() -> None:
    assert split("-5 degrees") == ["-5 degrees"]
    assert split("3 apples") == ["3 apples"]
    assert split("A. Merkel said so.") == ["A. Merkel said so."]


def test_long_sentences_are_cut_at_clauses_and_else_at_spaces() -> None:
    clauses = "the first of many clauses here, and then another one follows it"
    words = "many words that have no mark between them at all to cut them at"

    assert split(clauses, longest=40) == [
        "the first of many clauses here,", "[ ]", "and then another one follows it",
    ]  # fmt: skip
    assert split(words, longest=40) == [
        "many words that have no mark between", "[ ]", "them at all to cut them at",
    ]  # fmt: skip


def test_long_sentences_without_spaces_are_cut_between_characters() -> None:
    assert split("你好，" + "世" * 6 + "，" + "界" * 9, "zh", 10) == [
        "你好，世世世世世世，", "界" * 9,
    ]  # fmt: skip
    assert split("世" * 25, "zh", 10) == ["世" * 10, "世" * 10, "世" * 5]


@pytest.mark.parametrize("whole", ["e\u0301", "क्षि", "a\u200db", "👍🏽"])
def test_what_is_drawn_as_one_character_is_not_cut(whole: str) -> None:
    for before in range(12, 20):
        pieces = split("x" * before + whole + "y" * 20, longest=20)

        assert any(whole in piece for piece in pieces), pieces


def test_a_line_that_is_too_long_to_look_at_at_once_is_cut_as_a_short_one_is() -> None:
    some = ["Dr. Smith is 3.14 m tall.", 'She said: "It works!"', "Was it so (yes)?", "`a.b` ran."]
    line = [some[number * number % 7 % 4] for number in range(4_000)]

    assert [piece for piece in split(" ".join(line)) if piece != "[ ]"] == line


def test_a_sentence_longer_than_what_is_looked_at_at_once_loses_no_word() -> None:
    words = [f"word{number}" for number in range(10_000)]
    pieces = split(" ".join(words) + ". The next one.", longest=40)

    assert " ".join(piece for piece in pieces if piece != "[ ]").split() == [
        *words[:-1], "word9999.", "The", "next", "one.",
    ]  # fmt: skip
    assert pieces[-1] == "The next one."


def test_cutting_can_be_ended_at_any_sentence() -> None:
    begun: list[int] = []

    def stop_at_tenth() -> None:
        begun.append(1)
        if len(begun) == 10:
            raise Stopped

    for gap in (" ", "\n"):
        begun.clear()
        with pytest.raises(Stopped):
            segments(gap.join(["It works."] * 11), "en", go_on=stop_at_tenth)


# --- sentences ---------------------------------------------------------------------------------


@given(texts, codes)
def test_sentences_are_trimmed_and_in_order_and_leave_out_no_letter(
    text: str, language: str
) -> None:
    spans = sentences(text, language)

    place = 0
    for span in spans:
        assert place <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        place = span.end


def test_sentences_of_a_text() -> None:
    assert told("It works. It is slow! Would I buy it? Yes... maybe") == [
        "It works.", "It is slow!", "Would I buy it?", "Yes... maybe",
    ]  # fmt: skip


def test_each_line_is_a_sentence_of_its_own() -> None:
    assert told("Great phone\nBad battery\n\n- 10/10\n- 😀\n---\n") == [
        "Great phone", "Bad battery", "10/10", "😀",
    ]  # fmt: skip


def test_unless_it_looks_wrapped() -> None:
    wrapped = "This sentence is longer than the page is wide and so goes on\nHere. Then"

    assert told("it goes\non here.") == ["it goes\non here."]
    assert told(wrapped) == [wrapped[:-5], "Then"]


def test_nothing_said_is_no_sentence() -> None:
    assert told("  \n--- ...\n") == []
    assert told("") == []


# --- at any size -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000, "a " * 100_000, "> " * 100_000, "a\nb" * 30_000, "a. " * 60_000,
        "1. " * 60_000, "\n" * 100_000, "世" * 200_000, "e\u0301" * 100_000, "\u0301" * 200_000,
        '."' * 100_000, "a." * 100_000, " " * 200_000 + "x", "([" * 100_000,
    ],
    ids=lambda text: repr(text[:4]),
)  # fmt: skip
def test_time_grows_with_the_text_and_not_faster(text: str) -> None:
    started = time.process_time()

    assert "".join(piece.text for piece in segments(text, "en")) == text
    sentences(text, "en")

    assert time.process_time() - started < 5
