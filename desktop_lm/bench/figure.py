"""One line of the result: a value, how far it spreads, and where it should lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop_lm.bench.spread import Spread, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``name`` is its key in JSON. ``at_least`` or ``at_most`` is the target, where it has one."""

    name: str
    label: str
    value: float
    unit: str = ""
    spread: Spread | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the value lies where it should; None without a target."""
        if self.at_least is not None:
            return self.value >= self.at_least
        if self.at_most is not None:
            return self.value <= self.at_most
        return None


def median_of(values: Sequence[float], **fields: Any) -> Figure:
    """The median of ``values`` with its spread; ``fields`` are the other fields of a Figure."""
    around = spread(values)
    return Figure(value=around.median, spread=around, **fields)
