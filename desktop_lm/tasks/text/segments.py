"""Cuts a text into sentences to judge, and into segments to translate with the gaps between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import sentencex  # type: ignore[import-untyped]

from desktop_lm.tasks.text.slices import Kept, Span, WholeSlices, strip

MAX_SEGMENT = 600  # characters; some 200 tokens of English, three times that of other scripts
# Of a long line so many characters are looked through at once: sentencex takes time that grows
# with the square of what stands between backticks, ten seconds for a million characters. A border
# within the last of them could be none if one saw what follows; where there is no other, what is
# no sentence of a person's is cut as one that is too long.
_WINDOW, _AHEAD = 20_000, 1_000

# ruff: noqa: RUF001 - the marks of many scripts look alike, and are meant
_LINE_BREAK = re.compile(r"(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
# Indents, quote marks, headings, bullets, numbers and boxes at the head of a line.
_LINE_HEAD = re.compile(
    r"\s*(?:(?:[>#|]+|[-*+•‣◦▪·–—]|\(?\d{1,3}[.)]|\(?[^\W\d_]\)|[a-z]\.|\[[ xX]?\])(?=\s)\s*)*"
)
_SENTENCE_END = re.compile(r"[.!?…。！？．।؟۔:;][\"'”’»)\]」』]*\s*\Z")
_INITIAL = re.compile(r"[^\W\d_]\.")
_WRAPPED_LINE = 60  # characters from which a line may end where the page did
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLAUSE = re.compile(r"[,;:–—،؛](?=\s)|[、，；：。！？]")
_BLANK = re.compile(r"\s+")
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_VIRAMA = 9  # the combining class of the signs that tie two Indic consonants together
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class Segment:
    """``text``, the slice from ``start`` to ``end``, is to be translated.

    It has a letter in it, no line break and no whitespace at its ends.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """``text`` stays as it is: spacing, line breaks, list marks, numbers, rules."""

    start: int
    end: int
    text: str


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of ``text``, in order, without the whitespace around them.

    ``language`` is an ISO 639 code; an unknown one is treated as English is. A line break ends a
    sentence unless the line looks wrapped.
    """
    return [
        sentence
        for block in _blocks(text)
        for sentence in _sentences(text, _body(text, block), language)
        if _says_something(text[sentence.start : sentence.end])
    ]


def segments(
    text: str,
    language: str,
    longest: int = MAX_SEGMENT,
    kept: Sequence[Kept] = (),
    go_on: Callable[[], object] = bool,
) -> list[Segment | Gap]:
    """``text`` as segments to translate and gaps to keep; joined, their texts give it back.

    Each sentence of each line, and of what tabs part in it, is a segment; one of more than
    ``longest`` characters is cut at clause marks, else at spaces, else between characters.
    ``kept``, in order and apart from each other, are never cut through, and a segment has a letter
    outside of them; marks at its ends whose partner is not inside become part of the gap.
    ``go_on`` is called for each sentence; what it raises ends the cutting.
    """
    result: list[Segment | Gap] = []
    done = 0
    whole = WholeSlices(text, kept)
    columns = (span for line in _lines(text) for span in whole.columns(_body(text, line)))
    for column in columns:
        for sentence in whole.sentences(_sentences(text, column, language)):
            go_on()
            for piece in map(whole.without_marks, _cut(text, sentence, longest, whole)):
                if not whole.has_letter(piece):
                    continue  # it becomes part of the gap before the next segment
                if done < piece.start:
                    result.append(Gap(done, piece.start, text[done : piece.start]))
                result.append(Segment(piece.start, piece.end, text[piece.start : piece.end]))
                done = piece.end
    if done < len(text):
        result.append(Gap(done, len(text), text[done:]))
    return result


def _lines(text: str) -> Iterator[Span]:
    """The lines of ``text`` without their line breaks."""
    start = 0
    for line_break in _LINE_BREAK.finditer(text):
        yield Span(start, line_break.start())
        start = line_break.end()
    yield Span(start, len(text))


def _blocks(text: str) -> Iterator[Span]:
    """Lines, with those that look wrapped in one."""
    start, last = 0, ""
    end = 0
    for line in _lines(text):
        words = text[line.start : line.end].strip()
        if not _continues(last, words):
            yield Span(start, end)
            start = line.start
        end, last = line.end, words
    yield Span(start, end)


def _continues(last: str, line: str) -> bool:
    """Whether ``line`` goes on with the sentence that the line ``last`` ends in."""
    if not last or not line[:1].isalpha() or _SENTENCE_END.search(last):
        return False
    return line[0].islower() or len(last) >= _WRAPPED_LINE


def _body(text: str, line: Span) -> Span:
    """``line`` without indent and list marks."""
    head = _LINE_HEAD.match(text, line.start, line.end)
    return Span(head.end() if head else line.start, line.end)


def _sentences(text: str, within: Span, language: str) -> Iterator[Span]:
    """The sentences of a slice of ``text``, stripped."""
    begin = within.start
    for length in _boundaries(text[within.start : within.end], language):
        end = within.start + length
        span = strip(text, Span(begin, end))
        if end < within.end and _INITIAL.fullmatch(text, span.start, span.end):
            continue  # an initial or a one-letter title ("M. Dupont") is no sentence
        begin = end
        if span.start < span.end:
            yield span


def _boundaries(text: str, language: str) -> Iterator[int]:
    """Where the sentences of ``text`` end, the last at its end; in characters."""
    if not text or text.isspace():
        return
    start = 0
    while start + _WINDOW < len(text):
        found = _boundaries_at_once(text[start : start + _WINDOW], language)
        ends = [start + end for end in found if end <= _WINDOW - _AHEAD]
        ends = ends or [_cut_point(text, start, start + _WINDOW)]
        yield from ends
        start = ends[-1]
    yield from (start + end for end in _boundaries_at_once(text[start:], language))


def _boundaries_at_once(text: str, language: str) -> list[int]:
    # Half a surrogate pair has no UTF-8, which sentencex needs; its stand-in is as long.
    found = sentencex.get_sentence_boundaries(language, _SURROGATE.sub("\ufffd", text))
    ends = [int(boundary["end_index"]) for boundary in found]
    if ends != sorted(set(ends)) or any(not 0 < end <= len(text) for end in ends):
        ends = []  # never seen; the slice then counts as one sentence
    return ends if ends[-1:] == [len(text)] else [*ends, len(text)]


def _cut(text: str, span: Span, longest: int, whole: WholeSlices) -> Iterator[Span]:
    """``span`` in pieces of at most ``longest`` characters, stripped; a kept slice makes a piece
    longer."""
    start = span.start
    while span.end - start > longest:
        end = _cut_point(text, start, start + longest)
        if (part := whole.around(end)) is not None:
            end = part.start if part.start > start else part.end
        if end >= span.end:
            break
        yield strip(text, Span(start, end))
        start = strip(text, Span(end, span.end)).start
    yield Span(start, span.end)


def _cut_point(text: str, start: int, limit: int) -> int:
    """The best place for a cut in the second half of the slice, the later the better."""
    middle = start + (limit - start) // 2
    for mark in (_CLAUSE, _BLANK):
        ends = [found.end() for found in mark.finditer(text, middle, limit)]
        if ends:
            return ends[-1]
    end = limit
    while end > middle and _belongs_to_previous(text, end):
        end -= 1
    return end if end > middle else limit


def _belongs_to_previous(text: str, at: int) -> bool:
    """Whether the character at ``at`` is drawn as one with the character before it."""
    character, previous = text[at], text[at - 1]
    return (
        unicodedata.category(character).startswith("M")
        or character in _JOINERS
        or previous in _JOINERS
        or unicodedata.combining(previous) == _VIRAMA
        or ord(character) in _SKIN_TONES
    )


def _says_something(text: str) -> bool:
    """Whether there is a letter, a digit or a pictograph in it."""
    return any(c.isalnum() or unicodedata.category(c) == "So" for c in text)
