"""The classifier in two steps: is anything felt, and is it good or bad?

Comments and written sentences teach the first step: a review is seldom neutral, but customers tell
facts and complaints about the same things. Sentences made by rule teach the second: the writers of
comments feel about each other rather than about a thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from desktop_lm.tasks.sentiment.axes import Axes
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.logistic_regression import (
    Floats,
    fit_weighted,
    folds,
    softmax,
)
from desktop_lm.tasks.sentiment.method import LABELS
from desktop_lm.tasks.sentiment.training import unsure_below

_PARTS = 5
_POSITIVE, _NEUTRAL = LABELS.index("positive"), LABELS.index("neutral")


class Origin(IntEnum):
    """Whose a row is."""

    COMMENT = 0  # GoEmotions
    RULE = 1  # put together from word lists
    WRITTEN = 2  # by hand


@dataclass(frozen=True, slots=True)
class Step:
    """``power`` is that of the axes; ``shares`` says how much all comments together weigh, all
    rows made by rule, and all written ones."""

    power: float
    penalty: float
    shares: tuple[float, float, float]


# Tuned on goemotions/dev, sst2.dev and 238 written sentences that were left out of the training.
FIRST = Step(power=0.25, penalty=0.04, shares=(1.0, 0.1, 0.3))
SECOND = Step(power=1.2, penalty=0.03, shares=(0.05, 1.0, 0.1))


@dataclass(frozen=True, slots=True)
class Rows:
    """``classes`` are places in LABELS."""

    features: Floats
    classes: npt.NDArray[np.intp]
    origins: npt.NDArray[np.intp]

    def part(self, chosen: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Rows:
        return Rows(self.features[chosen], self.classes[chosen], self.origins[chosen])


def train(rows: Rows, forms: Sequence[str]) -> tuple[Head, tuple[float, ...]]:
    """The head, and its accuracy on the unseen rows of each origin."""
    unseen = np.zeros((len(rows.classes), len(LABELS)))
    for part in folds(list(map(int, rows.classes)), _PARTS):
        rest = np.setdiff1d(np.arange(len(rows.classes)), part)
        head = _fit(rows.part(rest), forms, 0.0)
        unseen[part] = [head.logits(row) for row in rows.features[part]]
    found, right = softmax(unseen), unseen.argmax(axis=1) == rows.classes
    comments = rows.origins == Origin.COMMENT
    # Under one half a verdict is by its own account likelier wrong than right.
    bound = max(0.5, unsure_below(found[comments], rows.classes[comments]))
    accuracies = tuple(float(right[rows.origins == origin].mean()) for origin in Origin)
    return _fit(rows, forms, float(bound)), accuracies


def _fit(rows: Rows, forms: Sequence[str], bound: float) -> Head:
    neutral = rows.classes == _NEUTRAL
    means, scales = rows.features.mean(axis=0), np.maximum(rows.features.std(axis=0), 1e-6)
    first = _binary(rows, neutral, FIRST)
    felt = rows.part(~neutral)
    second = _binary(felt, felt.classes == _POSITIVE, SECOND)
    weights = np.stack([first[:-1], second[:-1]], axis=1) * scales[:, None]
    # Each step's bias is for features less the means of its own rows.
    bias = np.array([first[-1], second[-1] + (means - felt.features.mean(axis=0)) @ second[:-1]])
    return Head(
        labels=LABELS,
        forms=tuple(forms),
        means=tuple(map(float, means.round(4))),
        scales=tuple(map(float, scales.round(6))),
        weights=tuple(tuple(map(float, row)) for row in weights.round(5)),
        bias=tuple(map(float, bias.round(5))),
        unsure_below=bound,
        steps=True,
    )


def _binary(rows: Rows, truth: npt.NDArray[np.bool_], step: Step) -> Floats:
    """Weights of the logit of ``truth`` for features less their means, the bias last."""
    axes = Axes.of(rows.features, step.power)
    along = fit_weighted(
        axes.levels(rows.features),
        truth.astype(np.intp),
        2,
        step.penalty,
        _weights(rows.origins, step.shares),
    )
    found: Floats = axes.weights(along[:, 1:] - along[:, :1])[:, 0]
    return found


def _weights(origins: npt.NDArray[np.intp], shares: Sequence[float]) -> Floats:
    """A weight a row, so that all of an origin together weigh its share."""
    counts = np.bincount(origins, minlength=len(Origin))
    found: Floats = (np.array(shares) / np.maximum(counts, 1))[origins]
    return found
