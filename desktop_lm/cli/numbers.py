"""Numbers given on the command line, checked."""

from __future__ import annotations

import argparse
from collections.abc import Callable

MAX_TEMPERATURE = 5
_MOST = 2**63 - 1  # what a database counts to


def whole(text: str) -> int:
    """A whole number, such as one that a list shows."""
    value = int(text)
    if abs(value) > _MOST:
        raise argparse.ArgumentTypeError(f"must be at most {_MOST}")
    return value


def positive(text: str) -> int:
    """A whole number from 1 on."""
    value = whole(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def between(least: float, most: float) -> Callable[[str], float]:
    """A reader of numbers from ``least`` to ``most``."""

    def number(text: str) -> float:
        value = float(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be between {least:g} and {most:g}")
        return value

    return number


temperature = between(0, MAX_TEMPERATURE)
