"""A user's terms of one direction: found in a text, told to a model, verified in what it wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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


class Glossary:
    """Terms of one direction, made for lookups in tables of 50,000 rows.

    Rows with nothing on a side are passed over, and so is a row said before. Where two rows
    contradict each other the first is used, and :attr:`contradictions` has both. In one direction
    a row never leads to another, so rows that form a circle (a to b, b to a) are harmless.
    """

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms: tuple[Term, ...] = tuple(terms)
        self.contradictions: tuple[Contradiction, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def find(self, text: str) -> tuple[FoundTerm, ...]:
        """The terms in ``text``, in order and without overlaps; the longest of each place."""
        del text
        return ()

    def not_followed(self, source: str, target: str) -> tuple[Term, ...]:
        """The terms of ``source`` whose translation ``target`` lacks, each once."""
        del source, target
        return ()


NO_TERMS = Glossary()
