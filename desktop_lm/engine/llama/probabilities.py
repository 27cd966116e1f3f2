"""From logits to probabilities."""

from __future__ import annotations

import numpy as np

from desktop_lm.engine.llama.decode import Logits
from desktop_lm.errors import AppError, Code


def log_normaliser(logits: Logits) -> float:
    """Logarithm of the sum of exp(logits), so that ``logits[i] - this`` is a log-probability.

    Raises AppError(DECODE_FAILED) where the logits are no numbers.
    """
    top = float(logits.max())
    if not np.isfinite(top):  # a damaged file: its numbers are none
        raise AppError(Code.DECODE_FAILED, status="NaN")
    return top + float(np.log(np.exp(logits - top, dtype=np.float32).sum(dtype=np.float64)))


def likeliest(logits: Logits, count: int) -> list[int]:
    """Ids of the ``count`` tokens with the largest logits, largest first."""
    count = min(count, len(logits))
    top = np.argpartition(logits, -count)[-count:]
    return [int(token) for token in top[np.argsort(-logits[top], kind="stable")]]
