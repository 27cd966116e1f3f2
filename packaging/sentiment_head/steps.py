"""The classifier in two steps: is anything felt, and is it good or bad?

Comments teach the first step: a review is seldom neutral. Own sentences teach the second: the
writers of comments feel about each other rather than about a thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.logistic_regression import (
    Floats,
    fit_towards,
    fit_weighted,
    folds,
    softmax,
)
from desktop_lm.tasks.sentiment.method import LABELS
from desktop_lm.tasks.sentiment.training import unsure_below

# Tuned on goemotions/dev and sst2.dev.
OWN_IN_FIRST, FIRST_PENALTY = 0.03, 0.03
COMMENTS_IN_SECOND, SECOND_PENALTY = 0.0, 0.4
OWN_IN_GOING_ON, PULL = 0.5, 0.1
_PARTS = 5
_POSITIVE, _NEUTRAL = LABELS.index("positive"), LABELS.index("neutral")


@dataclass(frozen=True, slots=True)
class Rows:
    """``classes`` are places in LABELS; ``own`` says which rows were written for this project."""

    features: Floats
    classes: npt.NDArray[np.intp]
    own: npt.NDArray[np.bool_]

    def part(self, chosen: npt.NDArray[np.intp]) -> Rows:
        return Rows(self.features[chosen], self.classes[chosen], self.own[chosen])


def train(rows: Rows, forms: Sequence[str]) -> tuple[Head, float]:
    """The head, and its accuracy on comments that it has not seen."""
    unseen = np.zeros((len(rows.classes), len(LABELS)))
    for part in folds(list(map(int, rows.classes)), _PARTS):
        rest = np.setdiff1d(np.arange(len(rows.classes)), part)
        head = _fit(rows.part(rest), forms, 0.0)
        unseen[part] = [head.logits(row) for row in rows.features[part]]
    comments = ~rows.own
    found = softmax(unseen)[comments]
    # Under one half a verdict is by its own account likelier wrong than right.
    bound = max(0.5, unsure_below(found, rows.classes[comments]))
    accuracy = float((found.argmax(axis=1) == rows.classes[comments]).mean())
    return _fit(rows, forms, bound), accuracy


def go_on(head: Head, rows: Rows) -> Head:
    """``head`` with its first step fitted to more rows and pulled back to what it was.

    ``rows`` have the features of the first form only; what the others say of the first step is
    dropped. The second step stays.
    """
    width = rows.features.shape[1]
    means, scales = np.array(head.means[:width]), np.array(head.scales[:width])
    before = np.array([*head.weights[:width], head.bias])[:, 0]
    found = fit_towards(
        (rows.features - means) / scales,
        (rows.classes == _NEUTRAL).astype(np.intp),
        np.stack([np.zeros_like(before), before], axis=1),
        2 * PULL,  # on both classes' weights, of which the difference counts
        _weights(rows.own, OWN_IN_GOING_ON, 1 - OWN_IN_GOING_ON),
    )
    first = (found[:, 1] - found[:, 0]).round(5)
    others = [0.0] * (len(head.weights) - width)
    second = [weights[1] for weights in head.weights]
    return replace(
        head,
        weights=tuple(zip(map(float, [*first[:-1], *others]), second, strict=True)),
        bias=(float(first[-1]), head.bias[1]),
    )


def _fit(rows: Rows, forms: Sequence[str], bound: float) -> Head:
    means, scales = rows.features.mean(axis=0), np.maximum(rows.features.std(axis=0), 1e-6)
    levels = (rows.features - means) / scales
    neutral = rows.classes == _NEUTRAL
    first = _binary(levels, neutral, _weights(rows.own, OWN_IN_FIRST, 1.0), FIRST_PENALTY)
    second = _binary(
        levels[~neutral],
        rows.classes[~neutral] == _POSITIVE,
        _weights(rows.own[~neutral], 1.0, COMMENTS_IN_SECOND),
        SECOND_PENALTY,
    )
    weights = np.stack([first, second], axis=1).round(5)
    return Head(
        labels=LABELS,
        forms=tuple(forms),
        means=tuple(map(float, means.round(4))),
        scales=tuple(map(float, scales.round(6))),
        weights=tuple(tuple(map(float, row)) for row in weights[:-1]),
        bias=tuple(map(float, weights[-1])),
        unsure_below=bound,
        steps=True,
    )


def _binary(
    levels: Floats, truth: npt.NDArray[np.bool_], weights: Floats, penalty: float
) -> Floats:
    """The weights of the logit of ``truth``, the bias last."""
    found = fit_weighted(levels, truth.astype(np.intp), 2, penalty, weights)
    difference: Floats = found[:, 1] - found[:, 0]
    return difference


def _weights(own: npt.NDArray[np.bool_], of_own: float, of_comments: float) -> Floats:
    """A weight a row, so that all own ones together weigh ``of_own``, and so on."""
    each_own, each_comment = of_own / max(1, own.sum()), of_comments / max(1, (~own).sum())
    found: Floats = np.where(own, each_own, each_comment)
    return found
