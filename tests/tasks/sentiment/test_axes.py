"""Weights along principal axes are weights of the features; what rounding makes is left out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.sentiment.axes import Axes


@given(st.integers(0, 1000), st.floats(0, 2))
def test_weights_along_axes_are_weights_of_features(seed: int, power: float) -> None:
    random = np.random.default_rng(seed)
    features = random.normal(size=(30, 6)) @ random.normal(size=(6, 8)) + random.normal(size=8)
    axes = Axes.of(features, power)
    along = random.normal(size=(axes.matrix.shape[1] + 1, 2))

    weights = axes.weights(along)

    there = axes.levels(features) @ along[:-1] + along[-1]
    assert (features - axes.means) @ weights[:-1] + weights[-1] == pytest.approx(there)


def test_the_power_says_how_much_the_larger_axes_count() -> None:
    features = np.random.default_rng(1).normal(size=(500, 3)) * [9.0, 3.0, 1.0]

    alike, as_they_are = (Axes.of(features, power).levels(features).std(axis=0) for power in (0, 1))

    assert alike == pytest.approx([1, 1, 1])
    assert as_they_are == pytest.approx([1, 1 / 3, 1 / 9], rel=0.2)


def test_an_axis_that_rounding_makes_is_none() -> None:
    random = np.random.default_rng(2)
    features = np.outer(random.normal(size=40), [1.0, 2.0, 3.0])
    features += 1e-6 * random.normal(size=features.shape)

    assert Axes.of(features, 0.0).matrix.shape == (3, 1)
