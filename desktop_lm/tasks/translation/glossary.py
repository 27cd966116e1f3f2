"""A user's terms of one direction: found in a text, told to a model, verified in what it wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from desktop_lm.tasks.text.word_cuts import Word, words
from desktop_lm.tasks.text.word_forms import beginning, is_form, is_part

_MARK = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class Term:
    """``source`` is to become ``target``; the same text twice: it is not to be translated.

    ``case_sensitive``: only where it is written with these very capitals. ``note`` is for people.
    """

    source: str
    target: str
    case_sensitive: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """``term`` stands in the slice ``text[start:end]`` of a text."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rows have one ``source`` and different targets; the ``first`` is used."""

    source: str
    first: str
    other: str


@dataclass(slots=True)
class _Node:
    """Where terms go on with one of several words, and the terms that end here."""

    following: dict[str, _Node] = field(default_factory=dict)
    ends: list[tuple[Term, tuple[Word, ...]]] = field(default_factory=list)


class Glossary:
    """Terms of one direction, made for lookups in tables of 50,000 rows: they lie in a tree by the
    beginnings of their words.

    A word of a term is found in its forms too (see :mod:`desktop_lm.tasks.text.word_forms`), and
    in any capitals unless the term asks for its own. Of several terms in one place the longest
    counts.

    Rows with nothing on a side are passed over, and so is a row said before. Where two rows
    contradict each other the first is used, and :attr:`contradictions` has both. In one direction
    a row never leads to another, so rows that form a circle (a to b, b to a) are harmless.
    """

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        kept: dict[tuple[str, ...], Term] = {}
        contradictions = []
        self._root = _Node()
        for term in terms:
            cut = _cut(term.source)
            if not cut or not term.target.strip():
                continue
            name = (term.source.strip(),) if term.case_sensitive else tuple(w.folded for w in cut)
            name = (str(term.case_sensitive), *name)
            first = kept.setdefault(name, term)
            if first is term:
                self._add(term, cut)
            elif first.target.strip() != term.target.strip():
                contradictions.append(Contradiction(term.source, first.target, term.target))
        self.terms: tuple[Term, ...] = tuple(kept.values())
        self.contradictions: tuple[Contradiction, ...] = tuple(contradictions)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def find(self, text: str) -> tuple[FoundTerm, ...]:
        """The terms in ``text``, in order and without overlaps; the longest of each place."""
        return tuple(self._find(text)) if self.terms else ()

    def whole(self, text: str) -> str:
        """The translation of ``text`` where all of it is a term as it stands in the glossary, with
        a capital where ``text`` has one; "" where it is none."""
        match self.find(text):
            case [FoundTerm(0, end, term)] if end == len(text):
                own, source, target = _cut(text), term.source.strip(), term.target.strip()
                if [word.folded for word in own] != [word.folded for word in _cut(source)]:
                    return ""
                has_capital = text[0].isupper() and source[0].islower()
                return target[0].upper() + target[1:] if has_capital else target
        return ""

    def not_followed(self, source: str, target: str) -> tuple[Term, ...]:
        """The terms of ``source`` whose translation ``target`` lacks, each once."""
        found = dict.fromkeys(one.term for one in self.find(source))
        if not found:
            return ()
        written = _cut(target)
        return tuple(term for term in found if not _says(target, written, term))

    def _add(self, term: Term, cut: Sequence[Word]) -> None:
        node = self._root
        for word in cut:
            node = node.following.setdefault(beginning(word), _Node())
        node.ends.append((term, tuple(cut)))
        node.ends.sort(key=lambda end: not end[0].case_sensitive)

    def _find(self, text: str) -> Iterator[FoundTerm]:
        cut = _cut(text)
        place = 0
        while place < len(cut):
            found = self._longest(text, cut, place)
            if found is None:
                place += 1
                continue
            term, count = found
            yield FoundTerm(cut[place].start, cut[place + count - 1].end, term)
            place += count

    def _longest(self, text: str, cut: Sequence[Word], place: int) -> tuple[Term, int] | None:
        """The term that begins at a place, and how many words it has."""
        node = self._root
        best: tuple[Term, int] | None = None
        for count in range(1, len(cut) - place + 1):
            following = node.following.get(beginning(cut[place + count - 1]))
            if following is None:
                break
            node = following
            here = cut[place : place + count]
            ends = (term for term, own in node.ends if _is_there(text, here, term, own))
            term = next(ends, None)
            best = (term, count) if term else best
        return best


NO_TERMS = Glossary()


def _cut(text: str) -> list[Word]:
    """The words of a text, and each mark as one."""
    marks = [Word(*found.span(), found[0]) for found in _MARK.finditer(text)]
    if not marks:
        return words(text)
    found = words(text)
    inside = {place for word in found for place in range(word.start, word.end)}
    marks = [mark for mark in marks if mark.start not in inside]
    return sorted([*found, *marks], key=lambda word: word.start)


def _is_there(text: str, here: Sequence[Word], term: Term, own: Sequence[Word]) -> bool:
    pairs = list(zip(own, here, strict=True))
    if term.case_sensitive and not all(
        _same_capitals(term.source[a.start : a.end], text[b.start : b.end]) for a, b in pairs
    ):
        return False
    exactly = all(a.folded == b.folded for a, b in pairs)
    return exactly or all(is_form(a.folded, b.folded) for a, b in pairs)


def _same_capitals(one: str, other: str) -> bool:
    """As far as both go."""
    return all(a == b for a, b in zip(one, other, strict=False) if a.lower() == b.lower())


def _says(text: str, written: Sequence[Word], term: Term) -> bool:
    """Whether a translation has a term's target in it, in any form or as a part of a compound."""
    if term.target.strip().casefold() in text.casefold():
        return True
    own = _cut(term.target)
    for place in range(len(written) - len(own) + 1):
        here = written[place : place + len(own)]
        if all(_is_said(a, b) for a, b in zip(own, here, strict=True)):
            return True
    return False


def _is_said(own: Word, written: Word) -> bool:
    return is_form(own.folded, written.folded) or is_part(own.folded, written.folded)
