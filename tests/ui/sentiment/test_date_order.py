"""Dates that can be read both ways: said and chosen before a table is judged."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_lm.ui.sentiment.table.charts.picture import Kind
from desktop_lm.ui.sentiment.table.table_page import TablePage
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.sentiment.test_table import judge

OPEN = [f"0{month}/01/2026" for month in (1, 2, 3, 4)]
SAID = (
    "“02/01/2026” may be 2026-01-02 or 2026-02-01: unless the other dates tell, the day comes "
    "first."
)
TAKEN = "Shares over time; of day and month the day was taken to come first"


def table(path: Path, dates: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(date, f"Stay {at} was what one expects.") for at, date in enumerate(dates)]
        csv.writer(file).writerows([("day", "review"), *rows])
    return path


def opened(qtbot: QtBot, desk: Desk, source: Path) -> TablePage:
    model = source.with_name("model.gguf")
    model.write_bytes(b"any")
    desk.window.open_tab(1)
    desk.runner.model_ready(str(model))
    desk.deliver()
    assert desk.window.sentiment.take_file(str(source))
    page = desk.window.sentiment.tables.page
    assert page is not None
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    return page


def days(qtbot: QtBot, desk: Desk, page: TablePage) -> list[str]:
    """The rows' days once all are read."""
    page.preview.start_button.click()
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    assert page.results is not None
    found = page.results.model.connection.execute("SELECT day FROM rows ORDER BY id").fetchall()
    return [day for (day,) in found]


def test_of_firsts_of_months_it_is_said_which_way_they_were_read(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk, table(tmp_path / "a.csv", OPEN))
    assert page.preview.date_order.box.isVisible()
    assert page.preview.date_order.box.currentText() == "not told: day first"
    assert page.preview.remarks.text() == SAID
    assert days(qtbot, desk, page) == ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]
    assert page.results is not None
    page.results.charts.show_kind(Kind.TREND)
    judge(qtbot, desk, page, len(OPEN))
    charts = page.results.charts
    qtbot.waitUntil(lambda: charts.chart.accessibleName() == TAKEN, timeout=PATIENCE_MS)
    page.close_table()


def test_the_other_way_is_chosen_and_stays_where_the_table_is_read_another_way(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk, table(tmp_path / "a.csv", OPEN))
    preview = page.preview
    preview.date_order.box.setCurrentText("month first")
    assert not preview.remarks.isVisible()
    preview.reading.encoding.setCurrentIndex(preview.reading.encoding.findData("cp1252"))
    qtbot.waitUntil(lambda: "1252" in preview.facts.text(), timeout=PATIENCE_MS)
    assert preview.date_order.box.currentText() == "month first"
    draft = page.snapshot()
    assert draft is not None
    assert draft["month_first"] is True
    assert days(qtbot, desk, page) == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    page.close_table()

    page.open(tmp_path / "a.csv")  # as its preview shows it now, the run is another
    qtbot.waitUntil(lambda: preview.start_button.text() == "&Continue", timeout=PATIENCE_MS)
    preview.reading.encoding.setCurrentIndex(preview.reading.encoding.findData("cp1252"))
    qtbot.waitUntil(lambda: "1252" in preview.facts.text(), timeout=PATIENCE_MS)
    preview.start_button.click()
    qtbot.waitUntil(lambda: bool(page.banner.sentence), timeout=PATIENCE_MS)
    assert "another order of day and month" in page.banner.sentence


@pytest.mark.parametrize(
    ("date", "shown"), [("13/02/2026", "found: day first"), ("02/13/2026", "found: month first")]
)
def test_what_the_dates_tell_is_shown_and_needs_no_remark(
    date: str, shown: str, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk, table(tmp_path / "a.csv", [*OPEN, date]))
    assert page.preview.date_order.box.currentText() == shown
    assert not page.preview.remarks.isVisible()
    page.preview.date.setCurrentText("none")
    assert not page.preview.date_order.box.isVisible()
    page.close_table()


def test_dates_that_begin_with_the_year_leave_nothing_to_choose(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk, table(tmp_path / "a.csv", ["2026-02-01", "2026-03-04"]))
    assert page.preview.date.currentText() == "day"
    assert not page.preview.date_order.box.isVisible()
    page.close_table()
