"""How sure a model was of a whole translation."""

from __future__ import annotations

import math

from desktop_lm.tasks.translation.words import Sureness

# Below this a translation is doubtful. Of 600 everyday sentences in each of four directions by the
# built-in translator, the best of four wordings, one in eight came below a chrF++ of 30. Of those
# below 0.35 (3 to 9 % of all) 35 to 90 % did, and they were 11 to 23 % of all that did; 0.3 found
# half as many of them. "desktop-lm bench translate" measures it anew.
LEAST_SURE = 0.35
_LEAST_TOKENS = 3  # fewer say nothing
_FLOOR = 1e-6


def mean_probability(sureness: Sureness) -> float:
    """The geometric mean of the tokens' probabilities; 1 of none."""
    if not sureness.probabilities:
        return 1.0
    logs = [math.log(max(p, _FLOOR)) for p in sureness.probabilities]
    return math.exp(sum(logs) / len(logs))


def is_unsure(sureness: Sureness) -> bool:
    """Whether the model would as soon have written another translation altogether."""
    enough = len(sureness.probabilities) >= _LEAST_TOKENS
    return enough and mean_probability(sureness) < LEAST_SURE
