"""What is odd in a table of terms, by its rows: nothing of it keeps the table from being used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_lm.storage.translations.glossaries import TermRow


class Oddity(StrEnum):
    """REPEATED: a row once more. CONTRADICTION: one source with two targets, of which the first
    row's counts. CIRCLE: rows that lead from a term back to it; each is applied by itself."""

    REPEATED = "repeated"
    CONTRADICTION = "contradiction"
    CIRCLE = "circle"


@dataclass(frozen=True, slots=True)
class Finding:
    """``rows`` are numbers as a spreadsheet shows them, ``terms`` the texts it is about: the
    source of a repeated row; source, first and other target; the terms of a circle in order."""

    oddity: Oddity
    rows: tuple[int, ...]
    terms: tuple[str, ...]


def findings_in(terms: Sequence[TermRow], numbers: Sequence[int]) -> tuple[Finding, ...]:
    """What is odd in ``terms``, whose rows have these ``numbers``."""
    found: list[Finding] = []
    first: dict[str, int] = {}  # of each source, its place in ``terms``
    for place, term in enumerate(terms):
        earlier = first.setdefault(_key(term), place)
        if earlier == place:
            continue
        rows = (numbers[earlier], numbers[place])
        if terms[earlier].target == term.target:
            found.append(Finding(Oddity.REPEATED, rows, (term.source,)))
        else:
            both = (term.source, terms[earlier].target, term.target)
            found.append(Finding(Oddity.CONTRADICTION, rows, both))
    found += [
        Finding(
            Oddity.CIRCLE,
            tuple(numbers[place] for place in circle),
            tuple(terms[place].source for place in circle),
        )
        for circle in _circles(terms, first)
    ]
    return tuple(found)


def _circles(terms: Sequence[TermRow], first: dict[str, int]) -> list[list[int]]:
    """Ways from a term over what it becomes back to itself, of two and more."""
    following = {place: first.get(terms[place].target.casefold(), -1) for place in first.values()}
    circles: list[list[int]] = []
    walked: dict[int, int] = {}  # place: the walk that came by first
    for start in following:
        way: list[int] = []
        place = start
        while place in following and place not in walked:
            walked[place] = start
            way.append(place)
            place = following[place]
        if walked.get(place) == start and place in way:
            circle = way[way.index(place) :]
            if len(circle) > 1:
                circles.append(circle)
    return circles


def _key(term: TermRow) -> str:
    return term.source if term.case_sensitive else term.source.casefold()
