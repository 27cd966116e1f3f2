"""Which way a text runs: as the first of its letters that has a direction."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from unicodedata import bidirectional

_MOST = 500  # characters looked at


def runs_right_to_left(characters: Iterable[str], *, otherwise: bool = False) -> bool:
    """Whether the text does; ``otherwise`` where none of its first characters tells."""
    for character in islice(characters, _MOST):
        direction = bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return otherwise
