"""Our logistic regression against scikit-learn's, which solves the same problem."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.tasks.sentiment.logistic_regression import (
    Floats,
    fit,
    fit_weighted,
    folds,
    probabilities,
)


def rows(seed: int, classes: int = 3, count: int = 120, width: int = 7) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, width))
    logits = features @ random.normal(size=(width, classes)) + random.gumbel(size=(count, classes))
    return features, logits


@pytest.mark.parametrize(("classes", "l2"), [(2, 0.1), (3, 0.01), (4, 1.0)])
@pytest.mark.slow
def test_it_finds_what_scikit_learn_finds(classes: int, l2: float) -> None:
    from sklearn.linear_model import LogisticRegression

    features, logits = rows(classes, classes)
    truth = logits.argmax(axis=1)
    theirs = LogisticRegression(C=1 / (l2 * len(features)), tol=1e-10, max_iter=10_000)
    expected = theirs.fit(features, truth).predict_proba(features)
    found = probabilities(features, fit(features, truth, classes, l2))
    # Theirs has half as many weights for two classes, so the same penalty weighs twice.
    if classes > 2:
        assert found == pytest.approx(expected, abs=1e-4)
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).mean() > 0.97


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_a_row_of_weight_two_counts_as_two_rows(seed: int) -> None:
    features, logits = rows(seed, count=40)
    truth = logits.argmax(axis=1)
    weights = np.ones(40)
    weights[:10] = 2
    twice = np.vstack([features, features[:10]])
    expected = fit(twice, np.concatenate([truth, truth[:10]]), 3, 0.1)
    assert fit_weighted(features, truth, 3, 0.1, weights) == pytest.approx(expected, abs=1e-3)


def test_folds_hold_each_row_once_and_each_class_evenly() -> None:
    classes = [0] * 50 + [1] * 30 + [2] * 20
    parts = folds(classes, 5)
    assert sorted(int(row) for part in parts for row in part) == list(range(100))
    for part in parts:
        assert [sum(classes[row] == c for row in part) for c in range(3)] == [10, 6, 4]
