"""A small trained classifier over what a model says behind a text: a logistic regression.

The one for the starter model comes with the program; users train others from rows of their own.
Each is for one model file, told by its hash.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.tasks.sentiment.forms import FORMS
from desktop_lm.tasks.sentiment.method import LABELS, Mode
from desktop_lm.tasks.sentiment.words import FEELINGS, WORDS

_Row = tuple[float, ...]
LEAST_LABELS, MOST_LABELS = 2, 20
# What a head may have been trained on, by how many words a form gave; the first of these by
# versions of the program that looked at no others.
_VOCABULARIES = {len(words): words for words in (FEELINGS, WORDS)}


@dataclass(frozen=True, slots=True)
class Head:
    """``weights`` has a row for each feature, a form's words after another's, and a column a label.

    With ``steps`` there are two columns for the three labels: whether a text is neutral, and
    whether it is positive if it is not. What tells the one hardly tells the other, and each is
    best learnt from texts of its own.

    Features are taken less their ``means`` and divided by their ``scales``. A verdict whose top
    probability is below ``unsure_below`` is too weak to stand on.
    """

    labels: tuple[str, ...]
    forms: tuple[str, ...]
    means: _Row
    scales: _Row
    weights: tuple[_Row, ...]
    bias: _Row
    unsure_below: float
    steps: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError where the sizes do not go together."""
        count = len(set(self.labels))
        if not LEAST_LABELS <= count == len(self.labels) <= MOST_LABELS:
            raise ValueError(f"{count} different labels")
        sizes = {len(self.means), len(self.scales), len(self.weights)}
        columns = {len(self.bias), *(len(row) for row in self.weights)}
        expected = 2 if self.steps else len(self.labels)
        if self.steps and self.labels != LABELS:
            raise ValueError("steps are for positive, neutral and negative")
        known = bool(self.forms) and set(self.forms) <= set(FORMS)
        widths = {len(self.forms) * words for words in _VOCABULARIES}
        if not known or len(sizes) != 1 or not sizes <= widths or columns != {expected}:
            raise ValueError("the classifier is of another version of the program")
        if not all(scale > 0 for scale in self.scales):
            raise ValueError("a scale is not above zero")

    @property
    def width(self) -> int:
        """How many features it takes."""
        return len(self.means)

    @property
    def words(self) -> tuple[str, ...]:
        """Those whose probability is a feature, for each form."""
        return _VOCABULARIES[self.width // len(self.forms)]

    def logits(self, features: Sequence[float]) -> tuple[float, ...]:
        """What speaks for each label."""
        sums = list(self.bias)
        for value, mean, scale, row in zip(
            features, self.means, self.scales, self.weights, strict=True
        ):
            level = (value - mean) / scale
            for place, weight in enumerate(row):
                sums[place] += level * weight
        return _of_steps(*sums) if self.steps else tuple(sums)


def _of_steps(neutral: float, positive: float) -> tuple[float, float, float]:
    """Log-probabilities of the three labels from the two steps' logits."""
    felt = _log_sigmoid(-neutral)
    return felt + _log_sigmoid(positive), _log_sigmoid(neutral), felt + _log_sigmoid(-positive)


def _log_sigmoid(logit: float) -> float:
    return -math.log1p(math.exp(-logit)) if logit > 0 else logit - math.log1p(math.exp(logit))


@dataclass(frozen=True, slots=True)
class Heads:
    """The classifiers of one model file, by how much is spent on a text.

    ``adapter`` is the file that their adapted forms are read through; empty where there is none.
    """

    model_sha256: str
    model_bytes: int
    fast: Head
    thorough: Head
    adapter: str = ""
    adapter_sha256: str = ""

    def of(self, mode: Mode) -> Head:
        """The one for ``mode``."""
        return self.fast if mode is Mode.FAST else self.thorough
