"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass

PARTS = ("engine", "inspect", "prefix", "restored", "view", "stalls", "window")


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes in tokens, times in seconds. ``pairs`` runs of each contender, taken in turns."""

    pairs: int = 7
    prompt_tokens: int = 512
    answer_tokens: int = 256
    prefix_tokens: int = 500
    ending_tokens: int = 10
    view_tokens: int = 2000
    stall_seconds: float = 60.0
    parts: tuple[str, ...] = PARTS


# Shows that all of it works; the figures themselves say little.
QUICK = Plan(pairs=2, answer_tokens=32, view_tokens=100, stall_seconds=10.0)
