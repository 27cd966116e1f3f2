"""Whole numbers between two bounds, as GBNF."""

from __future__ import annotations

MOST_DIGITS = 15  # as far as a JSON number is exact everywhere
LARGEST = 10**MOST_DIGITS - 1


def integers(least: int | None, most: int | None) -> str:
    """GBNF of the decimal numbers from ``least`` to ``most``, None: as far as ``LARGEST``.

    "" where there is none. The numbers are cut into runs that have the same first digits and any
    last ones, such as 13-19, 20-99 and 100-120 of the numbers from 13 to 120.
    """
    least = -LARGEST if least is None else max(least, -LARGEST)
    most = LARGEST if most is None else min(most, LARGEST)
    if least > most:
        return ""
    options = []
    if least < 0:
        runs = _runs(max(-most, 1), -least)
        options += [f'"-" {run}' for run in runs]
    if most >= 0:
        options += _runs(max(least, 0), most)
    return " | ".join(options)


def _runs(least: int, most: int) -> list[str]:
    """GBNF of each run from ``least`` to ``most``, none of them negative."""
    runs = []
    while least <= most:
        step = _largest_step(least, most)
        first = least // step
        # All numbers with these leading digits up to the last digit that still fits.
        last = min(first - first % 10 + 9, (most + 1) // step - 1)
        runs.append(_run(first, last, len(str(step)) - 1))
        least = (last + 1) * step
    return runs


def _largest_step(least: int, most: int) -> int:
    """The largest power of ten that ``least`` is a multiple of and that stays within ``most``."""
    step = 1
    while least and least % (step * 10) == 0 and least + step * 10 - 1 <= most:
        step *= 10
    return step


def _run(first: int, last: int, free: int) -> str:
    lead, digit = divmod(first, 10)
    parts = [f'"{lead}"'] if lead else []
    end = last % 10
    parts.append(f'"{digit}"' if digit == end else f"[{digit}-{end}]")
    if free:
        parts.append(f"[0-9]{{{free}}}")
    return " ".join(parts)
