"""How well a model's own probabilities tell wrong translations from right ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from desktop_lm.tasks.language.languages import WITHOUT_SPACES
from desktop_lm.tasks.translation.sureness import LEAST_SURE

# chrF++ of a sentence: what comes lower has little of any reference in it. Scripts without spaces
# have few characters that two wordings could share.
_WRONG_BELOW, _WRONG_BELOW_WITHOUT_SPACES = 30.0, 10.0
_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence: the geometric mean of its tokens' probabilities, and its chrF++ (0 to 100)."""

    probability: float
    chrf: float


@dataclass(frozen=True, slots=True)
class Marked:
    """What would come of marking sentences below ``threshold``: the share of all that is
    ``marked``, the share of these that is wrong, the share of the wrong that is marked, and the
    mean chrF++ of the marked."""

    threshold: float
    marked: float
    precision: float
    recall: float
    chrf: float


@dataclass(frozen=True, slots=True)
class Telling:
    """``wrong`` is the share of sentences below ``wrong_below`` chrF++, ``auc`` how often, of a
    wrong and a right one, the wrong one has the lower probability (0.5: no better than chance).
    ``in_use`` is the threshold that the program marks by."""

    wrong_below: float
    wrong: float
    auc: float
    in_use: Marked
    thresholds: tuple[Marked, ...]


def telling(judged: Sequence[Judged], target: str) -> Telling:
    """Of all ``judged`` sentences, at least one, in the language ``target``."""
    below = _WRONG_BELOW_WITHOUT_SPACES if target in WITHOUT_SPACES else _WRONG_BELOW
    found = [(one, one.chrf < below) for one in judged]
    wrong = sum(is_wrong for _, is_wrong in found)
    return Telling(
        below,
        wrong / len(found),
        _auc(found, wrong),
        _marked(found, LEAST_SURE, wrong),
        tuple(_marked(found, threshold, wrong) for threshold in _THRESHOLDS),
    )


def _marked(found: Sequence[tuple[Judged, bool]], threshold: float, wrong: int) -> Marked:
    marked = [(one, is_wrong) for one, is_wrong in found if one.probability < threshold]
    right_marks = sum(is_wrong for _, is_wrong in marked)
    return Marked(
        threshold,
        len(marked) / len(found),
        right_marks / len(marked) if marked else 0.0,
        right_marks / wrong if wrong else 0.0,
        sum(one.chrf for one, _ in marked) / len(marked) if marked else 0.0,
    )


def _auc(found: Sequence[tuple[Judged, bool]], wrong: int) -> float:
    """By ranks (Mann and Whitney); those of one probability share theirs. 0.5 where all are wrong,
    or none is."""
    right = len(found) - wrong
    if not wrong or not right:
        return 0.5
    before, ranks = 0, 0.0
    ordered = sorted(found, key=lambda one: one[0].probability, reverse=True)
    for _, equal in groupby(ordered, key=lambda one: one[0].probability):
        together = [is_wrong for _, is_wrong in equal]
        ranks += sum(together) * (before + (len(together) + 1) / 2)
        before += len(together)
    return (ranks - wrong * (wrong + 1) / 2) / (wrong * right)
