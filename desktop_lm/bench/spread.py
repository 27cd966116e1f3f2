"""Middle and spread of a few measurements, and the order they are taken in."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, quartiles and extremes of ``count`` values, in the values' own unit."""

    median: float
    q1: float
    q3: float
    least: float
    most: float
    count: int

    def to_json(self) -> dict[str, float]:
        """For ``--json``."""
        return {
            "median": self.median,
            "q1": self.q1,
            "q3": self.q3,
            "min": self.least,
            "max": self.most,
            "n": self.count,
        }


def spread(values: Sequence[float]) -> Spread:
    """The spread of one value or more; quartiles interpolate between neighbours."""
    median = statistics.median(values)
    if len(values) == 1:
        return Spread(median, median, median, median, median, 1)
    q1, _, q3 = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, q1, q3, min(values), max(values), len(values))


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[float]:
    """The ratio of each pair that was measured together."""
    return [above / below for above, below in zip(numerators, denominators, strict=True)]


def nearest_rank(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (over 0, up to 1) of the values do not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def interleave(contenders: Sequence[Callable[[int], T]], rounds: int) -> list[list[T]]:
    """Call each contender once a round, with the round's number from 0; its results in order.

    Every other round goes backwards (A B, B A, A B), so that a machine that slowly changes its
    speed favours none of them.
    """
    results: list[list[T]] = [[] for _ in contenders]
    for number in range(rounds):
        order = range(len(contenders))
        for place in order if number % 2 == 0 else reversed(order):
            results[place].append(contenders[place](number))
    return results
