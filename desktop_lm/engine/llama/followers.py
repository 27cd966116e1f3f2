"""What may follow: of each row of logits the likeliest tokens, with their log-probabilities.

Many rows at a time: with a small model, asking numpy row by row took a fifth of a search's time.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from desktop_lm.engine.llama.decode import Logits
from desktop_lm.engine.llama.probabilities import likeliest
from desktop_lm.errors import AppError, Code

Follower = tuple[int, float]  # a token and its log-probability
_AT_ONCE = 1 << 16  # numbers; 256 KiB, which stay in a core's own cache from one step to the next


def followers(logits: Logits, most: int, margin: float) -> list[list[Follower]]:
    """For each row of ``logits``, in no order, the tokens that are no further than ``margin`` of
    log-probability behind the row's likeliest, but the likeliest ``most`` of them only.

    The rows are left as they are. Raises AppError(DECODE_FAILED) where they are no numbers.
    """
    count = max(1, _AT_ONCE // logits.shape[1])
    found: list[list[Follower]] = []
    for start in range(0, len(logits), count):
        found += _of_some(logits[start : start + count], most, margin)
    return found


def _of_some(rows: Logits, most: int, margin: float) -> list[list[Follower]]:
    tops = rows.max(axis=1, keepdims=True)
    if not np.isfinite(tops).all():  # a damaged file: its numbers are none
        raise AppError(Code.DECODE_FAILED, status="NaN")
    below = rows - tops
    found = _near(below, most, margin)
    behind = below.reshape(-1)[found].tolist()
    np.exp(below, out=below)
    normalisers = np.log(below.sum(axis=1, dtype=np.float64)).tolist()
    of_each: list[list[Follower]] = [[] for _ in normalisers]
    for at, less in zip(found.tolist(), behind, strict=True):
        place, token = divmod(at, rows.shape[1])
        of_each[place].append((token, less - normalisers[place]))
    return [_likeliest(each, most) for each in of_each]


def _near(below: Logits, most: int, margin: float) -> npt.NDArray[np.intp]:
    """Where in ``below``, its rows one behind the other, the tokens in question stand."""
    starts = np.arange(0, below.size, below.shape[1])
    if most == 1:
        likeliest_of_all: npt.NDArray[np.intp] = below.argmax(axis=1)
        return likeliest_of_all + starts
    if math.isinf(margin):
        tokens = [likeliest(row, most) for row in below]
        return np.concatenate([np.add(each, n) for each, n in zip(tokens, starts, strict=True)])
    return np.flatnonzero(below >= -margin)


def _likeliest(found: list[Follower], most: int) -> list[Follower]:
    if len(found) <= most:
        return found
    return sorted(found, key=lambda one: one[1], reverse=True)[:most]
