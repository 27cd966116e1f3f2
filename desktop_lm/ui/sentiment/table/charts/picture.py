"""Pictures as rectangles on two axes: what is drawn, said on hovering, and shown when clicked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from desktop_lm.tables.poles import poles_of
from desktop_lm.tables.run_view import Wanted, whole_word
from desktop_lm.tables.summary import UNSURE, Share, Step
from desktop_lm.ui.sentiment.table.charts.figures import Figures
from desktop_lm.ui.sentiment.table.table_words import class_name
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate
_THICK = 0.72  # of the room that a bar has


class Kind(StrEnum):
    """The pictures there are."""

    SHARES = "shares"
    TREND = "trend"
    GROUPS = "groups"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle from ``(left, low)`` to ``(right, high)`` in the colour of class ``label``."""

    left: float
    right: float
    low: float
    high: float
    label: str
    words: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Picture:
    """``places`` name positions on the axis of categories: the left one where the bars lie
    (``lying``), the bottom one where they stand. ``axis`` names the other. ``labels`` are all
    classes in their order, whether there is a bar of them or not."""

    title: str
    bars: tuple[Bar, ...]
    places: tuple[tuple[float, str], ...]
    axis: str
    labels: tuple[str, ...]
    lying: bool = True


def picture_of(kind: Kind, figures: Figures) -> Picture:
    """The picture of a kind; without bars where there is nothing to show."""
    return {
        Kind.SHARES: _shares,
        Kind.TREND: _trend,
        Kind.GROUPS: _groups,
        Kind.WORDS: _words,
    }[kind](figures)


def _shares(figures: Figures) -> Picture:
    total = max(1, sum(figures.classes.values()))
    labels = [label for label in (*figures.labels, UNSURE) if label in figures.classes]
    bars, places = [], []
    for at, label in enumerate(labels):
        number = figures.classes[label]
        line = -float(at)
        words = numbers.counted(
            number,
            translate("Charts", "{name}: {count} row, {share}"),
            translate("Charts", "{name}: {count} rows, {share}"),
            name=class_name(label),
            share=numbers.percent(number / total),
        )
        bars.append(_lying(line, (0, number), words, Wanted(label=label)))
        places.append((line, f"{class_name(label)}  {numbers.percent(number / total)}"))
    return Picture(
        translate("Charts", "Rows of each class"),
        tuple(bars),
        tuple(places),
        translate("Charts", "rows"),
        _all_labels(figures),
    )


def _groups(figures: Figures) -> Picture:
    bars, places = [], []
    for at, (name, shares) in enumerate(_by_place(figures.groups).items()):
        total = sum(share.number for share in shares)
        start, line = 0.0, -float(at)
        for share in _in_order(shares, figures.labels):
            end = start + 100 * share.number / total
            words = _share_words(name, share, total)
            wanted = Wanted(label=share.label, group=name)
            bars.append(_lying(line, (start, end), words, wanted))
            start = end
        places.append((line, f"{name}  ({numbers.whole(total)})"))
    title = translate("Charts", "Groups compared")
    if len(places) < figures.group_count:
        title = translate("Charts", "The {shown} largest of {all} groups compared").format(
            shown=numbers.whole(len(places)), all=numbers.whole(figures.group_count)
        )
    return Picture(
        title,
        tuple(bars),
        tuple(places),
        translate("Charts", "% of the group's rows"),
        _all_labels(figures),
    )


def _trend(figures: Figures) -> Picture:
    by_day, step = _by_place(figures.trend.shares), figures.trend.step
    bars, places = [], []
    for at, (day, shares) in enumerate(by_day.items()):
        total = sum(share.number for share in shares)
        start, x = 0.0, float(at)
        until = _end(dt.date.fromisoformat(day), step)
        for share in _in_order(shares, figures.labels):
            end = start + 100 * share.number / total
            wanted = Wanted(label=share.label, since=day, until=until)
            words = _share_words(_day_name(day, step), share, total)
            half = _THICK / 2
            bars.append(Bar(x - half, x + half, start, end, share.label, words, wanted))
            start = end
        places.append((x, _day_name(day, step)))
    title = translate("Charts", "Shares over time")
    if undated := figures.trend.undated:
        title = translate(
            "Charts", "Shares over time; rows without a date that can be read: {count}"
        ).format(count=numbers.whole(undated))
    if figures.guessed_dates:
        title = translate(
            "Charts", "{title}; of day and month the day was taken to come first"
        ).format(title=title)
    return Picture(
        title,
        tuple(bars),
        tuple(places),
        translate("Charts", "% of the rows"),
        _all_labels(figures),
        lying=False,
    )


def _words(figures: Figures) -> Picture:
    bars, places, line = [], [], 0.0
    for label in figures.labels:
        for driver in figures.words.get(label, ()):
            words = numbers.counted(
                driver.times,
                translate("Charts", "“{word}” speaks for {name}: once"),
                translate("Charts", "“{word}” speaks for {name}: {count} times"),
                word=driver.word,
                name=class_name(label),
            )
            wanted = Wanted(label=label, search=whole_word(driver.word))
            bars.append(_lying(line, (0, driver.z), words, wanted))
            places.append((line, driver.word))
            line -= 1
        line -= 0.6
    return Picture(
        translate("Charts", "Words that speak for a class"),
        tuple(bars),
        tuple(places),
        translate("Charts", "standard errors above chance"),
        _all_labels(figures),
    )


def _all_labels(figures: Figures) -> tuple[str, ...]:
    return (*figures.labels, UNSURE)


def _lying(line: float, reach: tuple[float, float], words: str, wanted: Wanted) -> Bar:
    """A bar on a line, in the colour of the class that is wanted."""
    half = _THICK / 2
    return Bar(*reach, line - half, line + half, wanted.label, words, wanted)


def _by_place(shares: Sequence[Share]) -> dict[str, list[Share]]:
    found: dict[str, list[Share]] = {}
    for share in shares:
        found.setdefault(share.place, []).append(share)
    return found


def _in_order(shares: Sequence[Share], labels: Sequence[str]) -> list[Share]:
    """The low end of the scale at the foot, the high one at the top, unsure below it."""
    poles = poles_of(labels)
    between = [label for label in reversed(labels) if label not in (poles.high, poles.low)]
    order = [poles.low, *between, UNSURE, poles.high]
    return sorted(shares, key=lambda share: order.index(share.label))


def _share_words(place: str, share: Share, total: int) -> str:
    return numbers.counted(
        total,
        translate("Charts", "{place}, {name}: {number} of {count} row, {share}"),
        translate("Charts", "{place}, {name}: {number} of {count} rows, {share}"),
        place=place,
        name=class_name(share.label),
        number=numbers.whole(share.number),
        share=numbers.percent(share.number / total),
    )


def _end(day: dt.date, step: Step) -> str:
    """The first day behind the stretch that begins with ``day``; "" where the calendar ends with
    it, as it does for those who write 9999-12-31 for "never"."""
    try:
        if step is Step.MONTH:
            following = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        else:
            following = day + dt.timedelta(days=7 if step is Step.WEEK else 1)
    except OverflowError:
        return ""
    return following.isoformat()


def _day_name(day: str, step: Step) -> str:
    return day[:7] if step is Step.MONTH else day
