"""The principal axes of what a model says behind texts, and weights that are learnt along them.

Of hundreds of words whose probabilities rise and fall together, a penalty on each word's weight
says little. Along the axes on which readings differ most there is much to learn from few texts;
along the last ones there is mostly the rounding of the model's arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from desktop_lm.tasks.sentiment.logistic_regression import Floats

_LEAST_SPREAD = 1e-3  # of the first axis' spread; below it lies what rounding makes


@dataclass(frozen=True, slots=True)
class Axes:
    """``means`` has a number a feature; ``matrix`` (features, axes) leads to the levels along the
    axes."""

    means: Floats
    matrix: Floats

    @classmethod
    def of(cls, features: Floats, power: float) -> Self:
        """The axes of ``features`` (texts, features). An axis' levels spread as its share of the
        first axis' spread to ``power``: with 0 all count alike, with 1 as they are."""
        means = features.mean(axis=0)
        _, sizes, rows = np.linalg.svd(features - means, full_matrices=False)
        kept = sizes > _LEAST_SPREAD * max(sizes[0], 1e-12)
        sizes, rows = sizes[kept], rows[kept]
        spread = sizes / np.sqrt(len(features))
        return cls(means, rows.T * ((sizes / sizes[0]) ** power / spread))

    def levels(self, features: Floats) -> Floats:
        """(texts, axes) of (texts, features)."""
        found: Floats = (features - self.means) @ self.matrix
        return found

    def weights(self, along: Floats) -> Floats:
        """Weights of the features less their means, from ``along``, which has a row an axis and
        the bias last; the bias stays."""
        return np.vstack([self.matrix @ along[:-1], along[-1:]])
