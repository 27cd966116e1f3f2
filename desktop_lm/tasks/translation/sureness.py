"""How sure a model was of a whole translation."""

from __future__ import annotations

import math

from desktop_lm.tasks.translation.words import Sureness

# Below this a translation is doubtful. Of 720 everyday sentences in three directions by the
# built-in translator, half trained, those below came to a chrF++ of 17 to 31 (half to all of them
# below 30), those above to 35 to 80, the more the surer it was; and all of twenty translations of
# technical sentences, none of which was of use, were below 0.2.
LEAST_SURE = 0.3
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
