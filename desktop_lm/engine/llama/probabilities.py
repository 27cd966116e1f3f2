"""From logits to probabilities."""

from __future__ import annotations

import numpy as np

from desktop_lm.engine.llama.decode import Logits
from desktop_lm.errors import AppError, Code

# Nearly always some tokens come this close to the likeliest, and to find them costs a twentieth
# of sorting the others too.
_NEAR = 8.0


def log_normaliser(logits: Logits, room: Logits | None = None) -> float:
    """Logarithm of the sum of exp(logits), so that ``logits[i] - this`` is a log-probability.

    ``room`` is memory of the same size to work in: new memory costs more than the sum. Raises
    AppError(DECODE_FAILED) where the logits are no numbers.
    """
    top = float(logits.max())
    if not np.isfinite(top):  # a damaged file: its numbers are none
        raise AppError(Code.DECODE_FAILED, status="NaN")
    below = np.subtract(logits, top, out=room, dtype=np.float32)
    return top + float(np.log(np.exp(below, out=below).sum(dtype=np.float64)))


def likeliest(logits: Logits, count: int) -> list[int]:
    """Ids of the ``count`` tokens with the largest logits, largest first."""
    count = min(count, len(logits))
    near = np.flatnonzero(logits > logits.max() - _NEAR)
    if len(near) < count:
        near = np.arange(len(logits))
    top = near[np.argpartition(logits[near], -count)[-count:]]
    return [int(token) for token in top[np.argsort(-logits[top], kind="stable")]]
