"""Multinomial logistic regression with an L2 penalty, in numpy: a convex problem, so that the same
rows give the same weights whoever trains them.

The loss is the mean cross-entropy plus ``l2 / 2`` times the squared weights, without the bias. It
is minimised by L-BFGS (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.5) with a
backtracking line search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_Loss = Callable[[Floats], tuple[float, Floats]]

_MEMORY, _STEPS, _SUFFICIENT, _SHORTEST, _FLAT = 10, 300, 1e-4, 1e-8, 1e-9


def fit(features: Floats, classes: npt.NDArray[np.intp], count: int, l2: float) -> Floats:
    """Weights for ``count`` classes, shape (features + 1, classes); the last row is the bias.

    ``features`` has a row for each text; ``classes`` says which class each is of.
    """
    return fit_weighted(features, classes, count, l2, np.ones(len(features)))


def fit_weighted(
    features: Floats, classes: npt.NDArray[np.intp], count: int, l2: float, weights: Floats
) -> Floats:
    """As :func:`fit`, with a weight for each row."""
    rows, width = features.shape
    whole = np.hstack([features, np.ones((rows, 1))])
    truth = np.eye(count)[classes]
    shares = (weights / weights.sum())[:, None]
    penalty = np.full((width + 1, 1), l2)
    penalty[-1] = 0

    def loss(flat: Floats) -> tuple[float, Floats]:
        current = flat.reshape(width + 1, count)
        logits = whole @ current
        found = softmax(logits)
        likelihood = np.log(np.maximum((found * truth).sum(axis=1, keepdims=True), 1e-300))
        value = float(-(shares * likelihood).sum() + 0.5 * (penalty * current**2).sum())
        gradient = whole.T @ (shares * (found - truth)) + penalty * current
        return value, gradient.ravel()

    return _minimise(loss, np.zeros((width + 1) * count)).reshape(width + 1, count)


def probabilities(features: Floats, weights: Floats) -> Floats:
    """The classes' probabilities of each row."""
    return softmax(features @ weights[:-1] + weights[-1])


def softmax(logits: Floats) -> Floats:
    """Row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = powers / powers.sum(axis=1, keepdims=True)
    return found


def folds(classes: Sequence[int], count: int, seed: int = 0) -> list[npt.NDArray[np.intp]]:
    """The rows in ``count`` parts with about the same share of each class."""
    order = np.random.default_rng(seed).permutation(len(classes))
    by_class = np.array(sorted(order, key=lambda row: classes[row]), dtype=np.intp)
    return [by_class[part::count] for part in range(count)]


def _minimise(loss: _Loss, start: Floats) -> Floats:
    place = start
    value, gradient = loss(place)
    steps: list[tuple[Floats, Floats]] = []
    for _ in range(_STEPS):
        direction = -_two_loops(gradient, steps)
        length, slope = 1.0, float(gradient @ direction)
        while True:
            next_value, next_gradient = loss(place + length * direction)
            if next_value <= value + _SUFFICIENT * length * slope or length < _SHORTEST:
                break
            length /= 2
        step, change = length * direction, next_gradient - gradient
        place = place + step
        if step @ change > 0:
            steps = [*steps, (step, change)][-_MEMORY:]
        gain, value, gradient = value - next_value, next_value, next_gradient
        if gain < _FLAT * max(1.0, abs(value)):
            break
    return place


def _two_loops(gradient: Floats, steps: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The inverse Hessian's estimate times the gradient."""
    result = gradient.copy()
    shares: list[float] = []
    for step, change in reversed(steps):
        shares.append(float(step @ result) / float(step @ change))
        result -= shares[-1] * change
    if steps:
        step, change = steps[-1]
        result *= float(step @ change) / float(change @ change)
    for (step, change), share in zip(steps, reversed(shares), strict=True):
        result += step * (share - float(change @ result) / float(step @ change))
    return result
