"""Trains a sentiment classifier from labelled rows, and says beforehand how good it will be.

What is reported was judged by classifiers that had not seen the row: the rows are cut into parts
and each part is judged by what the others taught.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.logistic_regression import Floats, fit_weighted, folds, softmax

PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)
PARTS = 5
_TEMPERATURES = tuple(float(value) for value in np.geomspace(0.4, 4.0, 41))
_RIGHT_HALF_THE_TIME, _NEAR, _ENOUGH = 0.5, 0.1, 40
_LEAST_SCALE = 1e-6
# How much further than a word's the known classifier's logits spread, and so how much less the
# penalty holds their weights. 200 rows of GoEmotions' three classes, ten draws, macro-F1: 0.565
# without them, 0.591 with 3, 0.604 with 6; of SST-2, accuracy: 0.864, 0.865, 0.864.
_TRUST = 6.0


@dataclass(frozen=True, slots=True)
class Expected:
    """How the classifier does on rows it has not seen. ``spread`` is the standard deviation of
    the parts' accuracies; ``by_chance`` is the accuracy of always naming the commonest label."""

    rows: int
    accuracy: float
    spread: float
    macro_f1: float
    by_chance: float


@dataclass(frozen=True, slots=True)
class Trained:
    head: Head
    expected: Expected


@dataclass(frozen=True, slots=True)
class Examples:
    """``features`` has a row for each text, ``classes`` its label's place in ``labels``, and
    ``weights`` how much it counts. What ``known``, a classifier of the same features, says of a
    text is evidence too: labels of one's own often have to do with its."""

    features: Floats
    classes: npt.NDArray[np.intp]
    weights: Floats
    labels: tuple[str, ...]
    forms: tuple[str, ...]
    known: Head | None = None

    @property
    def evidence(self) -> Floats:
        """The features, and behind them the known classifier's logits."""
        return np.hstack([self.features, self.features @ self.known_weights])

    @property
    def known_weights(self) -> Floats:
        """(features, logits): what the known classifier's logits are, up to a constant."""
        if self.known is None:
            return np.zeros((self.features.shape[1], 0))
        found: Floats = np.array(self.known.weights) / np.array(self.known.scales)[:, None]
        return found


def examples(
    features: Sequence[Sequence[float]],
    labels: Sequence[str],
    forms: tuple[str, ...],
    known: Head | None = None,
) -> Examples:
    """Rows that count alike, with the labels in the order of the alphabet. ``known`` is left out
    where it is of other features."""
    names = tuple(sorted(set(labels)))
    return Examples(
        np.array(features, dtype=np.float64),
        np.array([names.index(label) for label in labels], dtype=np.intp),
        np.ones(len(labels)),
        names,
        forms,
        known if known is not None and known.width == len(features[0]) else None,
    )


def train(given: Examples, penalties: Sequence[float] = PENALTIES) -> Trained:
    """The classifier with the penalty that does best on unseen rows, its probabilities stretched
    to fit them (temperature scaling: Guo et al., 2017)."""
    best = min(
        (_unseen_logits(given, penalty) for penalty in penalties),
        key=lambda found: _loss(found[1], given),
    )
    penalty, unseen = best
    temperature = min(_TEMPERATURES, key=lambda value: _loss(unseen / value, given))
    unseen = unseen / temperature
    head = _head(given, penalty, temperature, unsure_below(softmax(unseen), given.classes))
    return Trained(head, _expected(unseen, given))


def _unseen_logits(given: Examples, penalty: float) -> tuple[float, Floats]:
    """The logits of each row, by weights that were fitted without it."""
    result = np.zeros((len(given.classes), len(given.labels)))
    evidence = given.evidence
    for part in folds(list(map(int, given.classes)), PARTS):
        rest = np.setdiff1d(np.arange(len(given.classes)), part)
        means, scales = _levels(evidence[rest], given)
        weights = fit_weighted(
            (evidence[rest] - means) / scales,
            given.classes[rest],
            len(given.labels),
            penalty,
            given.weights[rest],
        )
        result[part] = ((evidence[part] - means) / scales) @ weights[:-1] + weights[-1]
    return penalty, result


def _head(given: Examples, penalty: float, temperature: float, bound: float) -> Head:
    evidence, width = given.evidence, given.features.shape[1]
    means, scales = _levels(evidence, given)
    weights = fit_weighted(
        (evidence - means) / scales,
        given.classes,
        len(given.labels),
        penalty,
        given.weights,
    )
    weights = weights / temperature
    # The known logits are sums of the features, and so weights of theirs become the features'.
    means, scales, own = means[:width], scales[:width], 1 / scales[width:, None]
    from_known = given.known_weights @ (own * weights[width:-1])
    weights = np.vstack([weights[:width] + scales[:, None] * from_known, weights[-1:]])
    return Head(
        labels=given.labels,
        forms=given.forms,
        means=tuple(map(float, means.round(4))),
        scales=tuple(map(float, scales.round(6))),
        weights=tuple(tuple(map(float, row)) for row in weights[:-1].round(5)),
        bias=tuple(map(float, weights[-1].round(5))),
        unsure_below=bound,
    )


def _levels(evidence: Floats, given: Examples) -> tuple[Floats, Floats]:
    scales: Floats = np.maximum(evidence.std(axis=0), _LEAST_SCALE)
    scales[given.features.shape[1] :] /= _TRUST
    return evidence.mean(axis=0), scales


def _loss(logits: Floats, given: Examples) -> float:
    rows = np.arange(len(given.classes))
    likely = np.log(np.maximum(softmax(logits)[rows, given.classes], 1e-300))
    return float(-(given.weights * likely).sum() / given.weights.sum())


def unsure_below(found: Floats, classes: npt.NDArray[np.intp]) -> float:
    """Where verdicts begin to be right more than half the time, from weak ones to strong ones;
    where they never do, behind the last of whom there are enough to tell."""
    tops, right = found.max(axis=1), found.argmax(axis=1) == classes
    below = 1.1 / found.shape[1]
    for bound in np.arange(below, 0.75, 0.01):
        near = (tops >= bound) & (tops < bound + _NEAR)
        if near.sum() < _ENOUGH:
            continue
        if right[near].mean() > _RIGHT_HALF_THE_TIME:
            return float(round(bound, 3))
        below = bound + _NEAR
    return float(round(below, 3))


def _expected(unseen: Floats, given: Examples) -> Expected:
    found, classes = unseen.argmax(axis=1), given.classes
    parts = [found[part] == classes[part] for part in folds(list(map(int, classes)), PARTS)]
    f1 = [
        2
        * ((found == place) & (classes == place)).sum()
        / max(1, (found == place).sum() + (classes == place).sum())
        for place in range(len(given.labels))
    ]
    return Expected(
        rows=len(classes),
        accuracy=float((found == classes).mean()),
        spread=float(np.std([part.mean() for part in parts], ddof=1)),
        macro_f1=float(np.mean(f1)),
        by_chance=float(np.bincount(classes).max() / len(classes)),
    )
