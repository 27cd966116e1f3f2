"""How two texts of one language differ, word by word: a text and its translation back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from desktop_lm.tasks.text.word_cuts import Word, words

_MOST_WORDS = 2000  # compared closely: the comparison's time grows with their square


class Change(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    DIFFERS = "differs"  # other words stand in its place
    MISSING = "missing"  # nothing stands in its place in the other text


@dataclass(frozen=True, slots=True)
class Stretch:
    """The slice ``text[start:end]``, from a word's beginning to a word's end."""

    start: int
    end: int
    change: Change


@dataclass(frozen=True, slots=True)
class Difference:
    """The stretches of both texts, in order; what is between them is spacing and marks.

    ``same`` is the share of the words of both texts that are the same, 0 to 1; 1 of no words.
    """

    first: tuple[Stretch, ...] = ()
    second: tuple[Stretch, ...] = ()
    same: float = 1.0


def compare(first: str, second: str) -> Difference:
    """How ``second`` differs from ``first``, in any language: a word is what stands between
    spaces and marks, or one Chinese character. Capitals make no difference."""
    ones, others = words(first), words(second)
    stretches: tuple[list[Stretch], list[Stretch]] = ([], [])
    same = 0
    for begin in range(0, max(len(ones), len(others), 1), _MOST_WORDS):
        here, there = ones[begin : begin + _MOST_WORDS], others[begin : begin + _MOST_WORDS]
        for change, a, b in _changes(here, there):
            same += 2 * len(a) if change is Change.SAME else 0
            for found, into, other in ((a, stretches[0], b), (b, stretches[1], a)):
                if found:
                    what = change if other else Change.MISSING
                    _append(into, Stretch(found[0].start, found[-1].end, what))
    total = len(ones) + len(others)
    return Difference(tuple(stretches[0]), tuple(stretches[1]), same / total if total else 1.0)


def _changes(
    ones: Sequence[Word], others: Sequence[Word]
) -> list[tuple[Change, Sequence[Word], Sequence[Word]]]:
    matcher = SequenceMatcher(
        None, [w.folded for w in ones], [w.folded for w in others], autojunk=False
    )
    return [
        (Change.SAME if tag == "equal" else Change.DIFFERS, ones[a:b], others[c:d])
        for tag, a, b, c, d in matcher.get_opcodes()
    ]


def _append(stretches: list[Stretch], new: Stretch) -> None:
    """Neighbours with the same change are one stretch."""
    if stretches and stretches[-1].change is new.change:
        new = Stretch(stretches.pop().start, new.end, new.change)
    stretches.append(new)
