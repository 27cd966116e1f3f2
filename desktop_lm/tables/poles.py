"""The two ends of the scale that the classes of a run span, found by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_BEST, _WORST = "positive", "negative"


class Poles(NamedTuple):
    """A text leans to ``high`` or to ``low``. ``named``: the high one is better than the low one;
    else they are only the first and the last of a user's own classes."""

    high: str
    low: str
    named: bool


def poles_of(labels: Sequence[str]) -> Poles:
    """The ends of the scale of ``labels``: those of a taught profile stand in the order of the
    alphabet, so that the first need not be the best."""
    if _BEST in labels and _WORST in labels:
        return Poles(_BEST, _WORST, named=True)
    return Poles(labels[0], labels[-1], named=False)
