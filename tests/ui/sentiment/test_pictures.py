"""The pictures of a run: what their bars are called, and the rows behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from desktop_lm.tables.run_view import Wanted, order_of
from desktop_lm.ui.look.colours import LIGHT
from desktop_lm.ui.sentiment.table.charts.bar_chart import BarChart
from desktop_lm.ui.sentiment.table.charts.figures import read_figures
from desktop_lm.ui.sentiment.table.charts.picture import Bar, Kind, Picture, picture_of
from tests.support.judged_runs import USUAL, Said, judged_run

GOOD, BAD = (0.9, 0.06, 0.04), (0.1, 0.1, 0.8)
FIRSTS = [f"2026-{month:02}-01" for month in range(1, 13)]
FORTNIGHTS = [(dt.date(2026, 1, 7) + dt.timedelta(days=14 * at)).isoformat() for at in range(12)]
MONTH_ENDS_AND_FIRSTS = ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-31"]
FAR_APART = ["2024-12-31", "2026-01-01", "2026-01-15", "2026-03-31"]
FAR_DAYS = ["2026-03-01", "2026-03-30"]
NEVER = "9999-12-31"  # as many a program writes it
LAST_WEEKS = ["9999-10-01", "9999-11-15", "9999-11-16", NEVER]


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (FIRSTS, [day[:7] for day in FIRSTS]),
        # by weeks, which are called by their Mondays
        (
            FORTNIGHTS,
            [(dt.date(2026, 1, 5) + dt.timedelta(days=14 * at)).isoformat() for at in range(12)],
        ),
        (MONTH_ENDS_AND_FIRSTS, ["2026-01-26", "2026-02-23", "2026-03-30"]),
        (FAR_APART, ["2024-12", "2026-01", "2026-03"]),
        (FAR_DAYS, FAR_DAYS),
        ([NEVER], [NEVER]),
        (["2026-03-01", NEVER], ["2026-03", "9999-12"]),
        (LAST_WEEKS, ["9999-09-27", "9999-11-15", "9999-12-27"]),
    ],
)
def test_each_bar_is_called_by_its_stretch_of_time_and_shows_its_rows(
    tmp_path: Path, days: list[str], names: list[str]
) -> None:
    run = judged_run(
        tmp_path / "a.run", [Said(f"Text {at}.", GOOD, day) for at, day in enumerate(days)]
    )
    picture = picture_of(Kind.TREND, read_figures(run.path))
    assert [name for _, name in picture.places] == names
    behind = [list(order_of(run.connection, bar.wanted, run.path)) for bar in picture.bars]
    assert all(behind)
    assert [row for rows in behind for row in rows] == list(range(1, len(days) + 1))
    run.close()


def test_a_month_of_no_calendar_is_no_date(tmp_path: Path) -> None:
    run = judged_run(tmp_path / "a.run", [Said("Lovely.", GOOD, "0000-05")])
    assert not picture_of(Kind.TREND, read_figures(run.path)).bars
    run.close()


@pytest.mark.parametrize(
    ("days", "title"),
    [
        (["2026-03-01", "2026-03-02"], "Shares over time"),
        (
            ["2026-03-01", "13 March 2026", ""],
            "Shares over time; rows without a date that can be read: 2",
        ),
    ],
)
def test_rows_that_are_not_in_the_picture_of_time_are_told(
    tmp_path: Path, days: list[str], title: str
) -> None:
    run = judged_run(
        tmp_path / "a.run", [Said(f"Text {at}.", GOOD, day) for at, day in enumerate(days)]
    )
    assert picture_of(Kind.TREND, read_figures(run.path)).title == title
    run.close()


@pytest.mark.parametrize(
    ("number", "title"),
    [(12, "Groups compared"), (13, "The 12 largest of 13 groups compared")],
)
def test_groups_that_are_not_in_their_picture_are_told(
    tmp_path: Path, number: int, title: str
) -> None:
    run = judged_run(
        tmp_path / "a.run", [Said(f"Text {at}.", GOOD, group=f"g{at}") for at in range(number)]
    )
    assert picture_of(Kind.GROUPS, read_figures(run.path)).title == title
    run.close()


def test_without_dates_there_is_no_picture_of_time(tmp_path: Path) -> None:
    run = judged_run(tmp_path / "a.run", [Said("Lovely.", GOOD)])
    assert not picture_of(Kind.TREND, read_figures(run.path)).bars
    run.close()


@pytest.mark.parametrize(
    ("word", "good", "bad"),
    [
        ("отлично", ["Отлично, {}!", "Всё отлично, {}."], ["Неотлично, {}.", "Ужасно, {}."]),
        ("grösse", ["Die Größe passt, {}.", "GRÖSSE stimmt, {}."], ["Vergrößert, {}.", "Zu {}."]),
        ("art", ["An art, {}.", "Art, {}!"], ["What a party, {}.", "No, {}."]),
    ],
)
def test_a_word_shows_the_rows_that_have_it_and_no_others(
    tmp_path: Path, word: str, good: list[str], bad: list[str]
) -> None:
    said = [Said(text.format(at), GOOD) for text in good for at in range(9)]
    said += [Said(bad[0].format(at), GOOD) for at in range(9, 12)]  # longer, and of the same class
    said += [Said(text.format(at), BAD) for text in bad for at in range(9)]
    run = judged_run(tmp_path / "a.run", said)
    bars = picture_of(Kind.WORDS, read_figures(run.path)).bars
    (bar,) = [bar for bar in bars if f"“{word}”" in bar.words]
    assert list(order_of(run.connection, bar.wanted, run.path)) == list(range(1, 19))
    run.close()


def test_long_names_leave_the_bars_their_room(qtbot: QtBot) -> None:
    name = "The department for the northern and the western regions of the country and the islands"
    bar = Bar(0, 100, -0.4, 0.4, "positive", f"{name}, Positive: 7 of 7 rows, 100%", Wanted())
    places = ((0.0, f"{name}  (7)"), (-1.0, "Other  (2)"))
    picture = Picture("Groups compared", (bar,), places, "%", USUAL)
    chart = BarChart(LIGHT)
    qtbot.addWidget(chart)
    chart.show_picture(picture, LIGHT)
    for width in (900, 380):
        chart.picture_of(QSize(width, 300))
        drawn = chart.getPlotItem().vb.sceneBoundingRect()
        assert drawn.width() > width * 0.45
        assert drawn.right() <= width
        long, short = (shown for _, shown in chart.named)
        assert long.startswith("The dep")
        assert long.endswith("(7)")
        assert short == "Other  (2)"
    assert name in chart.accessibleDescription()
    for word in ("terrible", "fine", "Positive  48%"):  # the widest fits too
        chart.show_picture(replace(picture, places=((0.0, word), (-1.0, "f"))), LIGHT)
        assert chart.named[0][1] == word
