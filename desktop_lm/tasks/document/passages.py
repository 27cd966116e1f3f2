"""Cuts texts into passages and finds those that a question is about."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from desktop_lm import search_terms
from desktop_lm.tasks.source import Passage, Source
from desktop_lm.word_letters import MARKS

PASSAGE_CHARACTERS = 400  # a small model finds its way in no more; measured
_PARAGRAPH_END = re.compile(r"\n\s*\n|\Z")
# The signs that end a sentence, but for "."; the first ones are followed by a space.
SPACED_ENDS = "!?\u0964\u0965\u061f\u06d4\u1362\u0589\u104b\u17d4\u2026"
UNSPACED_ENDS = "\u3002\uff01\uff1f"
_SENTENCE_END = re.compile(
    rf"(?<=[.{SPACED_ENDS}])[\"')\]\u201d\u2019]*\s+|(?<=[{UNSPACED_ENDS}])|\n"
)
_WORD = re.compile(rf"[\w{MARKS}]+")
_SHAPE = "\N{ZERO WIDTH JOINER}"  # tells how a letter looks, not which one it is
_STEM = 5  # letters that endings leave alone: tide and tides, writes and writing
# Okapi BM25 with the constants of Robertson and Zaragoza, The Probabilistic Relevance Framework
# (2009), sections 3.4 and 3.5.
_K1, _B = 1.2, 0.75
_ALIKE = 0.8  # of the words


def passages_of(
    sources: Sequence[Source], characters: int = PASSAGE_CHARACTERS
) -> tuple[Passage, ...]:
    """All of the sources in passages of about so many characters.

    Paragraphs stay whole where they can be; a heading stands with what follows it.
    """
    return tuple(
        Passage(index, start, end, source.text[start:end])
        for index, source in enumerate(sources)
        for start, end in _stretches(source.text, characters)
    )


def ranked(passages: Sequence[Passage], question: str) -> list[int]:
    """Indices of the passages that share words with ``question``, the best first (BM25)."""
    wanted = set(terms(question))
    counts: list[Counter[str]] = []
    lengths: list[int] = []
    for passage in passages:
        found_terms = terms(passage.text)
        counts.append(Counter(term for term in found_terms if term in wanted))
        lengths.append(len(found_terms))
    mean = sum(lengths) / max(len(lengths), 1) or 1.0
    scores = [0.0] * len(passages)
    for term in wanted:
        holding = [index for index, count in enumerate(counts) if term in count]
        weight = math.log(1 + (len(passages) - len(holding) + 0.5) / (len(holding) + 0.5))
        for index in holding:
            often = counts[index][term]
            length = 1 - _B + _B * lengths[index] / mean
            scores[index] += weight * often * (_K1 + 1) / (often + _K1 * length)
    found = [index for index, score in enumerate(scores) if score > 0]
    return sorted(found, key=lambda index: -scores[index])


def terms(text: str) -> list[str]:
    """What is compared: words without accents and case, their stems, and pairs of characters in
    scripts without spaces."""
    plain = search_terms.folded(search_terms.index_terms(text)).replace(_SHAPE, "")
    found = []
    for word in _WORD.findall(plain):
        found.append(word)
        if len(word) > _STEM:
            found.append(word[:_STEM] + "-")
        elif len(word) == _STEM:
            found.append(word + "-")
        elif len(word) > 3 and word.endswith("s"):  # noqa: PLR2004  lamp and lamps
            found.append(word[:-1])
    return found


def _stretches(text: str, characters: int) -> Iterator[tuple[int, int]]:
    start = end = 0
    for piece_start, piece_end in _pieces(text, characters):
        heading_last = text[start:end].rpartition("\n")[2].startswith("#")
        if end > start and piece_end - start > characters and not heading_last:
            yield start, end
            start = piece_start
        elif end == start:
            start = piece_start
        end = piece_end
    if end > start:
        yield start, end


def _pieces(text: str, characters: int) -> Iterator[tuple[int, int]]:
    """Paragraphs, and sentences of those that are too long."""
    at = 0
    for border in _PARAGRAPH_END.finditer(text):
        if border.start() > at:
            if border.start() - at > characters:
                yield from _sentences(text, at, border.start(), characters)
            else:
                yield at, border.start()
        at = border.end()


def _sentences(text: str, start: int, end: int, characters: int) -> Iterator[tuple[int, int]]:
    borders = [match.end() for match in _SENTENCE_END.finditer(text, start, end)]
    at = start
    for border in (*(b for b in borders if b < end), end):
        while border - at > characters:  # a million characters in one sentence
            space = text.rfind(" ", at + 1, at + characters)
            cut = space + 1 if space > 0 else at + characters
            yield at, cut
            at = cut
        if border > at:
            yield at, border
            at = border


def alike(one: Passage, other: Passage) -> bool:
    """Whether they say nearly the same: a page's foot, or a chapter and its summary."""
    return share(terms(one.text), Counter(terms(other.text))) > _ALIKE


def share(words: Iterable[str], among: Counter[str]) -> float:
    """How many of the distinct ``words`` stand in ``among``, 0 to 1."""
    distinct = set(words)
    return sum(word in among for word in distinct) / len(distinct) if distinct else 0.0
