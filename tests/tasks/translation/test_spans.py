"""Formatting finds its words in the translation, and none of it is lost."""

from __future__ import annotations

import re
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.translation.pieces import Piece
from desktop_lm.tasks.translation.spans import Mark, project

_MARKUP = re.compile(r"\[(\w):|\]|\^(\w)")


def read(marked: str) -> tuple[str, list[Mark]]:
    """A text with ``[a:words]`` for the span a, ``^b`` for the empty span b."""
    text, done, spans, begun = "", 0, [], []
    for found in _MARKUP.finditer(marked):
        text += marked[done : found.start()]
        done = found.end()
        if found[1]:
            begun.append((found[1], len(text)))
        elif found[2]:
            spans.append(Mark(len(text), len(text), found[2]))
        else:
            key, start = begun.pop()
            spans.append(Mark(start, len(text), key))
    return text + marked[done:], spans


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("I met [b:Tom Smith] in [l:Boston].", "J'ai vu [b:Tom Smith] à [l:Boston]."),
        ("[b:Warning:] do not open.", "[b:Achtung:] nicht öffnen."),
        ("[b:Everything is bold.]", "[b:Tout est en gras.]"),
        ("In [l:2024] it grew.", "Es ist [l:2024] gewachsen."),
        ("^aHello world^b", "^aBonjour le monde^b"),
        ("“[b:Yes]”, he said^n; “no”.", "« [b:Oui] », dit-il^n ; « non »."),
        ("The [b:information] is [l:important].", "L'[b:information] est [l:importante]."),
        ("[a:Red [b:Ferrari]] cars.", "[a:Rote [b:Ferrari]] Autos."),
        ("[b:Good] morning.", "[b:早]安。"),
    ],
)
def test_where_spans_go(source: str, target: str) -> None:
    text, spans = read(source)
    translation, expected = read(target)

    assert list(project(text, spans, translation)) == expected


def test_pieces_keep_a_span_to_its_sentence() -> None:
    text, spans = read("Yes. [b:It is so.]  ^nEnd")
    target = "Nein doch. So ist es wirklich.  Ende"
    pieces = [Piece(0, 4, 0, 10), Piece(5, 14, 11, 30), Piece(16, 19, 32, 36)]

    bold, note = project(text, spans, target, pieces)

    assert target[bold.start : bold.end] == "So ist es wirklich."
    assert note.start == target.index("Ende")


def test_a_sentence_with_fewer_words_than_spans_takes_none_of_the_next_one() -> None:
    text, spans = read("[a:Please] [b:do] [c:come] in. [d:Good] day.")
    target = "Entrez. Bonne journée."
    pieces = [Piece(0, 18, 0, 7), Piece(19, 28, 8, 22)]

    marks = project(text, spans, target, pieces)

    assert [target[mark.start : mark.end] for mark in marks] == ["", "", "Entrez", "Bonne"]
    assert all(mark.end <= 7 for mark in marks[:3])


def test_a_sentence_without_a_translation_takes_no_word_of_the_next_one() -> None:
    text, spans = read("[a:Well]. Good day.")

    (mark,) = project(text, spans, "Bonjour.", [Piece(0, 5, 0, 0), Piece(6, 15, 0, 8)])

    assert (mark.start, mark.end) == (0, 0)


bits = st.lists(
    st.sampled_from(["Tom", "a", "word", "12", " ", ". ", "世", "界", "-", "\n"]), max_size=14
)
numbers = st.integers(0, 40)


@st.composite
def spans_of(draw: st.DrawFn, text: str) -> list[Mark]:
    """Some that lie within each other or apart."""
    spans: list[Mark] = []
    room = [(0, len(text))]
    for key in range(draw(st.integers(0, 6))):
        low, high = draw(st.sampled_from(room))
        start = draw(st.integers(low, high))
        end = draw(st.integers(start, high))
        if any(s.start < start < s.end < end or start < s.start < end < s.end for s in spans):
            continue
        spans.append(Mark(start, end, key))
        room = [(start, end), *(one for one in room if one[1] <= start or one[0] >= end)]
        room += [(low, start), (end, high)]
    return spans


@given(st.data(), bits.map("".join), bits.map("".join))
def test_none_is_lost_and_none_crosses(data: st.DataObject, source: str, target: str) -> None:
    spans = data.draw(spans_of(source))

    marks = project(source, spans, target)

    assert [mark.key for mark in marks] == [span.key for span in spans]
    assert all(0 <= mark.start <= mark.end <= len(target) for mark in marks)
    for one, other in pairwise(sorted(marks, key=lambda m: (m.start, -m.end))):
        assert other.start >= one.end or other.end <= one.end
    by_key = {mark.key: mark for mark in marks}
    for a, b in permutations(spans, 2):
        if b.start <= a.start < a.end <= b.end and (a.start, a.end) != (b.start, b.end):
            inner, outer = by_key[a.key], by_key[b.key]
            assert outer.start <= inner.start <= inner.end <= outer.end


WORDS = ["Tom", "a", "word", "12", "“", "!", "-", "very", "Mary", "information"]
sentence = st.lists(st.sampled_from(WORDS), max_size=6).map(lambda words: f"{' '.join(words)}!")
gaps = st.sampled_from(["", " ", "\n", " 3. "])


@given(
    st.data(),
    st.lists(st.tuples(gaps, sentence, sentence | st.just("")), min_size=1, max_size=5),
    st.booleans(),
)
def test_a_span_stays_in_its_sentences_and_has_words_where_there_are_enough(
    data: st.DataObject, given: list[tuple[str, str, str]], spaced: bool
) -> None:
    source = target = ""
    pieces: list[Piece] = []
    for gap, words, translated in given:
        source += gap
        target += gap or " " * spaced
        ends = len(source) + len(words), len(target) + len(translated)
        pieces.append(Piece(len(source), ends[0], len(target), ends[1]))
        source += words
        target += translated
    spans = data.draw(spans_of(source))

    marks = project(source, spans, target, pieces)

    for piece in pieces:
        inside = [
            (span, mark)
            for span, mark in zip(spans, marks, strict=True)
            if piece.source_start <= span.start < span.end <= piece.source_end
        ]
        for _span, mark in inside:
            within = piece.target_start <= mark.start and mark.end <= piece.target_end
            assert within or mark.start == mark.end  # an empty one is where what it is within is
        touched = [s for s in spans if s.start < piece.source_end and piece.source_start < s.end]
        translated = target[piece.target_start : piece.target_end]
        if len(touched) == len(inside) <= len(re.findall(r"\w+", translated)):
            for span, mark in inside:
                if re.search(r"\w", source[span.start : span.end]):
                    assert re.search(r"\w", target[mark.start : mark.end])


@given(bits.map("".join), bits.map("".join), numbers, numbers)
def test_a_span_of_words_gets_words(source: str, target: str, start: int, end: int) -> None:
    words = re.compile(r"[A-Za-z]+|\d+|[世界]")
    (mark,) = project(source, [Mark(start, end, "b")], target)

    if words.search(source, start, end) and words.search(target):
        assert words.search(target, mark.start, mark.end)


@given(bits.map("".join))
def test_a_translation_that_is_the_source_keeps_spans_of_words(text: str) -> None:
    words = [found.span() for found in re.finditer(r"\w+", text)]
    spans = [Mark(*span, key) for key, span in enumerate(words)]

    marks = project(text, spans, text)

    assert [(m.start, m.end) for m in marks] == words
