"""What the pictures of a run are drawn from, read off the window's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_lm.tables.run_file import RunFile
from desktop_lm.tables.summary import (
    Extreme,
    Share,
    Trend,
    class_counts,
    extremes,
    group_count,
    groups,
    trend,
)
from desktop_lm.tables.words import Driver, drivers


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows of each class, by time and by group, of which the largest of ``group_count`` are there;
    words of each class; the ends of the scale. ``guessed_dates``: it is not known whether day or
    month comes first in them, and the day was taken to."""

    labels: tuple[str, ...]
    classes: dict[str, int]
    trend: Trend
    guessed_dates: bool
    groups: list[Share]
    group_count: int
    words: dict[str, list[Driver]]
    lowest: list[Extreme]
    highest: list[Extreme]


def read_figures(path: Path) -> Figures:
    """The figures of the run in ``path`` as it is now. Raises AppError."""
    run = RunFile.open(path)
    try:
        connection, about = run.connection, run.about
        return Figures(
            labels=about.labels,
            classes=class_counts(connection),
            trend=trend(connection),
            guessed_dates=about.columns.order_open and about.reading.month_first is None,
            groups=groups(connection),
            group_count=group_count(connection),
            words=drivers(connection),
            lowest=extremes(connection, lowest=True),
            highest=extremes(connection, lowest=False),
        )
    finally:
        run.close()
