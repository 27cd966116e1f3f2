"""The figures for a person and for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop_lm.bench.figure import Figure

_DIGITS = {"": 3, "tokens/s": 1, "ms": 1, "MB": 1, "MiB": 1, "tokens": 0, "paragraphs": 0}
_HEADINGS = ("", "median", "quartiles", "extremes", "target", "")


def table(figures: Sequence[Figure]) -> str:
    """One line a figure, in columns; those with a target first."""
    ordered = sorted(figures, key=lambda figure: figure.met is None)
    rows = [_HEADINGS, *(_row(figure) for figure in ordered)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def as_json(figures: Sequence[Figure], **about: Any) -> dict[str, Any]:
    """One object: each figure's value under its own name, then spreads and targets by name, then
    what it was measured with."""
    return {
        **{figure.name: round(figure.value, 4) for figure in figures},
        "spread": {
            figure.name: {key: round(value, 4) for key, value in figure.spread.to_json().items()}
            for figure in figures
            if figure.spread
        },
        "targets": {
            figure.name: _target_json(figure) for figure in figures if figure.met is not None
        },
        **about,
    }


def _target_json(figure: Figure) -> dict[str, Any]:
    if figure.at_least is not None:
        return {"at_least": figure.at_least, "met": figure.met}
    return {"at_most": figure.at_most, "met": figure.met}


def _row(figure: Figure) -> tuple[str, ...]:
    digits = _DIGITS[figure.unit]

    def shown(value: float) -> str:
        return f"{value:.{digits}f}"

    around = figure.spread
    several = around is not None and around.count > 1
    return (
        figure.label,
        f"{shown(figure.value)} {figure.unit}".rstrip(),
        f"{shown(around.q1)} to {shown(around.q3)}" if around and several else "",
        f"{shown(around.least)} to {shown(around.most)}" if around and several else "",
        _target(figure),
        {True: "met", False: "missed", None: ""}[figure.met],
    )


def _target(figure: Figure) -> str:
    if figure.at_least is not None:
        return f"at least {figure.at_least:g}"
    if figure.at_most is not None:
        return f"at most {figure.at_most:g}"
    return ""
