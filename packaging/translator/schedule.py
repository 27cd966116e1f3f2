"""The learning rate over a budget of hours or steps."""

from __future__ import annotations

from translator.settings import Pace


def factor(progress: float, pace: Pace, since_start: float = 1.0) -> float:
    """What part of the highest rate is used; ``progress`` runs from 0 to 1 over the budget.

    ``since_start`` is the progress made since the optimiser began with empty memories: one that
    starts anew in mid-run warms up again.
    """
    if progress >= 1:
        return pace.lowest
    left = (1 - progress) / pace.decay if pace.decay else 1.0
    # Linear down to nearly nothing beats a cosine's end (Hägele et al. 2024).
    level = pace.lowest + (1 - pace.lowest) * min(1.0, left)
    warm = min(progress, since_start) / pace.warmup if pace.warmup else 1.0
    return level * min(1.0, warm)
