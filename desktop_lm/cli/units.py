"""Sizes, numbers and times as the command line prints them."""

from __future__ import annotations

_UNITS = ("B", "kB", "MB", "GB", "TB")
_THOUSAND = 1000
_MINUTE, _HOUR = 60, 3600  # seconds
_GIGA = _UNITS.index("GB")


def size(count_of_bytes: int) -> str:
    """Bytes in decimal units, as shops and file managers count: ``2.5 GB``."""
    value, unit = float(count_of_bytes), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value /= _THOUSAND
        unit += 1
    decimals = 1 if unit >= _GIGA else 0
    return f"{value:.{decimals}f} {_UNITS[unit]}"


def time_left(seconds: float) -> str:
    """How long something still takes, roughly: ``3 min left``."""
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s left"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min left"
    return f"{seconds / _HOUR:.1f} h left"


def counted(number: int, one: str, many: str) -> str:
    """``1 row``, ``2 rows``. Every count before a word goes through here, or it stands behind a
    colon, where no word depends on it."""
    return f"{count(number)} {one if number == 1 else many}"


def count(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}"
