"""A table on the Sentiment tab: preview, a run with pauses, rows to sort and filter."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path
from threading import Event

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.jobs.sentiment.profiles import Profile
from desktop_lm.jobs.sentiment.table_run import RunOrder
from desktop_lm.tables.open_table import Reading
from desktop_lm.tables.run_view import Wanted
from desktop_lm.tasks.sentiment.forms import VERDICT
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.many_texts import Judged, SentimentManyTask
from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.training import Expected
from desktop_lm.tasks.sentiment.words import WORDS
from desktop_lm.tasks.task import Notice
from desktop_lm.ui.chunk_run import RunState
from desktop_lm.ui.sentiment.table import table_draft
from desktop_lm.ui.sentiment.table.charts.bar_chart import save_svg
from desktop_lm.ui.sentiment.table.charts.picture import Kind
from desktop_lm.ui.sentiment.table.export_menu import write_rows
from desktop_lm.ui.sentiment.table.results import Results
from desktop_lm.ui.sentiment.table.rows_model import LABEL, SHARE, TEXT
from desktop_lm.ui.sentiment.table.table_page import TablePage
from tests.support.judged_runs import Said, judged_run
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import FakeRunner
from tests.ui.hands import press

GOOD = Verdict((0.9, 0.06, 0.04), unsure=False)
BAD = Verdict((0.1, 0.1, 0.8), unsure=False)
ROWS = 40
LONG = 5_000  # rows whose writing takes a while
ENDS = (RunState.DONE, RunState.PAUSED)  # written, or it could not be


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["day", "branch", "review"])
        for number in range(ROWS):
            text = f"Stay {number} was what one expects." if number != 7 else ""
            writer.writerow([f"2026-03-{1 + number % 9:02}", "ab"[number % 2], text])
    return path


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, source: Path, tmp_path: Path) -> TablePage:
    """The preview of the table."""
    model = tmp_path / "model.gguf"
    model.write_bytes(b"any")
    desk.window.open_tab(1)
    desk.runner.model_ready(str(model))
    desk.deliver()
    assert desk.window.sentiment.take_file(str(source))
    page = desk.window.sentiment.tables.page
    assert page is not None
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    return page


def begin(qtbot: QtBot, desk: Desk, page: TablePage) -> Results:
    before = desk.runner.last
    page.preview.start_button.click()
    qtbot.waitUntil(lambda: desk.runner.last > before, timeout=PATIENCE_MS)
    assert page.results is not None
    return page.results


def judge(qtbot: QtBot, desk: Desk, page: TablePage, texts: int) -> None:
    """Let so many texts come to their verdict, every third of a chunk bad. How many a chunk has
    depends on the machine's speed."""
    assert page.control is not None
    control = page.control
    while texts > 0:
        job = desk.runner.last
        size = len(control._chunk.ids)
        desk.runner.change(job, JobState.RUNNING)
        verdicts = [Judged(at, BAD if at % 3 == 0 else GOOD) for at in range(size)]
        desk.runner.output(job, *verdicts)
        desk.runner.change(job, JobState.DONE)
        desk.deliver()
        qtbot.waitUntil(
            lambda job=job: desk.runner.last > job or control.state in ENDS,  # type: ignore[misc]
            timeout=PATIENCE_MS,
        )
        texts -= size


def test_the_preview_shows_what_was_found_and_where_results_go(
    page: TablePage, source: Path
) -> None:
    preview = page.preview
    assert preview.facts.text() == "CSV · UTF-8 · separated by comma"
    assert preview.text.currentText() == "review"
    assert preview.date.currentText() == "day"
    assert preview.group.currentText() == "branch"
    assert preview.rows.rowCount() == 20
    assert preview.target.text() == "Results go to reviews.rated.csv"
    assert page.preview.order(resume=True).source == source


def test_results_take_the_place_of_a_file_that_was_said_to_be_replaced(
    qtbot: QtBot, desk: Desk, page: TablePage, tmp_path: Path
) -> None:
    target = tmp_path / "of before.csv"
    target.write_text("of before", encoding="utf-8")

    def name_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.setText(str(target))
        QTimer.singleShot(0, page, say_yes)
        dialog.accept()

    def say_yes() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        question.button(QMessageBox.StandardButton.Yes).click()

    QTimer.singleShot(0, page, name_it)
    page.preview.target_button.click()
    assert page.preview.target.text() == "Results go to of before.csv"
    begin(qtbot, desk, page)
    assert target.read_text(encoding="utf-8") == "of before"  # until there is something better
    judge(qtbot, desk, page, ROWS - 1)
    assert len(saved(target)) == ROWS + 1
    page.close_table()


def test_another_way_to_read_shows_another_table(qtbot: QtBot, page: TablePage) -> None:
    separator = page.preview.reading.separator
    separator.setCurrentIndex(separator.findData(";"))
    qtbot.waitUntil(lambda: page.preview.rows.columnCount() == 1, timeout=PATIENCE_MS)
    assert "semicolon" in page.preview.facts.text()


def test_an_encoding_that_the_file_is_not_in_is_told_and_goes_back(
    qtbot: QtBot, page: TablePage
) -> None:
    encoding = page.preview.reading.encoding
    encoding.setCurrentIndex(encoding.findData("utf-16"))

    qtbot.waitUntil(lambda: "in the encoding utf-16" in page.banner.sentence, timeout=PATIENCE_MS)
    assert encoding.currentText() == "UTF-8"
    assert page.preview.rows.columnCount() == 3


def test_a_table_is_judged_only_as_it_is_shown(qtbot: QtBot, desk: Desk, page: TablePage) -> None:
    separator = page.preview.reading.separator
    separator.setCurrentIndex(separator.findData(";"))
    page.start()  # before anybody has seen what that makes of the columns
    page.preview.start_button.click()
    page.preview.again_button.click()
    assert page.preview.isVisible()
    qtbot.waitUntil(lambda: page.preview.rows.columnCount() == 1, timeout=PATIENCE_MS)
    begin(qtbot, desk, page)
    assert page.control is not None
    assert page.control.order.reading.separator == ";"
    assert page.control.order.text == "day,branch,review"
    page.close_table()


def test_chosen_columns_stay_where_the_table_is_read_another_way(
    qtbot: QtBot, page: TablePage
) -> None:
    preview = page.preview
    preview.text.setCurrentText("branch")
    preview.date.setCurrentText("none")
    encoding = preview.reading.encoding
    encoding.setCurrentIndex(encoding.findData("cp1252"))
    qtbot.waitUntil(lambda: "Windows-1252" in preview.facts.text(), timeout=PATIENCE_MS)
    order = preview.order(resume=True)
    assert (order.text, order.date, order.group) == ("branch", "", "branch")

    preview.reading.header.setChecked(False)  # there are no such names any more
    qtbot.waitUntil(lambda: preview.text.currentText() == "column 3", timeout=PATIENCE_MS)
    preview.reading.header.setChecked(True)
    qtbot.waitUntil(lambda: preview.text.currentText() == "review", timeout=PATIENCE_MS)


def test_a_run_does_not_go_on_with_rows_that_were_read_another_way(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path
) -> None:
    begin(qtbot, desk, page)
    page.close_table()

    def reopen() -> None:
        desk.window.sentiment.take_file(str(source))
        qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)

    reopen()
    encoding = page.preview.reading.encoding
    encoding.setCurrentIndex(encoding.findData("cp1250"))
    qtbot.waitUntil(lambda: "Windows-1250" in page.preview.facts.text(), timeout=PATIENCE_MS)
    page.preview.start_button.click()
    qtbot.waitUntil(lambda: "another encoding" in page.banner.sentence, timeout=PATIENCE_MS)
    reopen()
    page.preview.group.setCurrentText("none")
    page.preview.start_button.click()
    qtbot.waitUntil(lambda: "another column" in page.banner.sentence, timeout=PATIENCE_MS)
    before = desk.runner.last
    page.preview.again_button.click()
    qtbot.waitUntil(lambda: desk.runner.last > before, timeout=PATIENCE_MS)
    assert page.control is not None
    assert page.control.order.group == ""
    page.close_table()


def test_another_sheet_of_a_workbook_is_chosen(
    qtbot: QtBot, desk: Desk, page: TablePage, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for name, text in (("March", "The stay was fine."), ("April", "The soup was cold.")):
        sheet = book.create_sheet(name)
        sheet.append(["day", "review"])
        sheet.append([1, text])
    book.save(tmp_path / "stays.xlsx")
    assert desk.window.sentiment.take_file(str(tmp_path / "stays.xlsx"))
    qtbot.waitUntil(lambda: "March" in page.preview.facts.text(), timeout=PATIENCE_MS)
    sheet_box = page.preview.reading.sheet
    names = [sheet_box.itemText(at) for at in range(sheet_box.count())]
    assert names == ["Sheet", "March", "April"]
    sheet_box.setFocus()
    sheet_box.setCurrentText("April")
    qtbot.waitUntil(lambda: "April" in page.preview.facts.text(), timeout=PATIENCE_MS)
    shown = page.preview.rows.item(0, 1)
    assert shown is not None
    assert shown.text() == "The soup was cold."
    assert page.preview.order(resume=True).reading.sheet == "April"

    sheet_box.setCurrentText("Sheet")  # it is empty
    qtbot.waitUntil(lambda: "has no rows" in page.banner.sentence, timeout=PATIENCE_MS)
    assert sheet_box.currentText() == "April"
    assert page.preview.order(resume=True).reading.sheet == "April"
    assert page.preview.start_button.isEnabled()


def test_a_run_comes_to_its_results(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path
) -> None:
    results = begin(qtbot, desk, page)
    notice = Notice("language_unknown", (("language", "German"), ("known", "English")))
    desk.runner.output(desk.runner.last, notice)
    judge(qtbot, desk, page, 16)
    assert "17 of 40 rows" in results.words.text()  # one row has no text to judge
    assert "German" in page.banner.sentence
    page.banner.hide()
    desk.runner.output(desk.runner.last, notice)  # of the next chunk: it was said
    desk.deliver()
    assert not page.banner.isVisible()
    judge(qtbot, desk, page, 23)
    assert "Results are in reviews.rated.csv" in results.words.text()
    with source.with_name("reviews.rated.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ROWS
    assert rows[7]["note"] == "not judged: there is no text"
    assert rows[0]["sentiment"] == "negative"
    assert source.with_name("reviews.rated.csv.progress").exists()
    page.close_table()
    assert {file.name for file in source.parent.iterdir()} == {
        *("reviews.csv", "reviews.rated.csv", "model.gguf")
    }
    desk.window.sentiment.take_file(str(source))
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    assert page.preview.order(resume=True).target.name == "reviews.rated 2.csv"
    page.close_table()
    assert not desk.window.sentiment.tables.is_open


def test_the_focus_goes_along_with_what_is_seen(qtbot: QtBot, desk: Desk, page: TablePage) -> None:
    assert page.preview.start_button.hasFocus()
    press(page.preview.start_button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(
        lambda: page.results is not None and page.results.rows.table.hasFocus(),
        timeout=PATIENCE_MS,
    )
    qtbot.waitUntil(lambda: desk.runner.last > 0, timeout=PATIENCE_MS)
    results = page.results
    assert results is not None
    qtbot.waitUntil(lambda: results.model.rowCount() == ROWS, timeout=PATIENCE_MS)
    page.close_button.setFocus()
    press(page.close_button, Qt.Key.Key_Space)
    assert desk.window.sentiment.box.hasFocus()
    assert results.model.rowCount() == 0  # what leaves the page asks a closed file for none


def test_the_focus_is_back_at_the_start_where_a_run_cannot_begin(
    qtbot: QtBot, page: TablePage, source: Path
) -> None:
    source.unlink()
    press(page.preview.start_button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.banner.sentence), timeout=PATIENCE_MS)
    assert page.preview.start_button.hasFocus()


def test_all_of_a_row_s_text_is_read_below(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path
) -> None:
    long = "It was far too long to be read in a cell. " * 20
    with source.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["2026-03-09", "a", long])
    results = begin(qtbot, desk, page)
    rows = results.rows
    qtbot.waitUntil(lambda: results.model.rowCount() == ROWS + 1, timeout=PATIENCE_MS)
    assert not rows.whole.isVisible()
    rows.table.setCurrentIndex(results.model.index(7, TEXT))
    assert rows.whole.words.text() == "Row 9 · Not judged · not judged: there is no text"
    press(rows.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert rows.whole.isVisible()
    assert rows.whole.text.toPlainText() == long
    assert rows.whole.words.text() == "Row 42"
    judge(qtbot, desk, page, ROWS)
    qtbot.waitUntil(lambda: "%" in rows.whole.words.text(), timeout=PATIENCE_MS)
    with qtbot.waitSignal(results.model.ordered, timeout=PATIENCE_MS):
        rows.table.sortByColumn(TEXT, Qt.SortOrder.AscendingOrder)
    assert rows.table.currentIndex().row() == 0  # the same row, in another place
    assert rows.whole.text.toPlainText() == long
    rows.search.setText('"Stay 3"')
    press(rows.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: results.model.rowCount() == 1, timeout=PATIENCE_MS)
    assert not rows.whole.isVisible()
    page.close_table()


def test_rows_are_sorted_from_the_menu_of_a_cell(qtbot: QtBot, desk: Desk, page: TablePage) -> None:
    results = begin(qtbot, desk, page)
    rows = results.rows
    qtbot.waitUntil(lambda: results.model.rowCount() == ROWS, timeout=PATIENCE_MS)
    rows.table.setCurrentIndex(results.model.index(1, TEXT))
    cell = rows.table.visualRect(rows.table.currentIndex()).center()
    reason = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, cell, rows.table.viewport().mapToGlobal(cell))
    QApplication.sendEvent(rows.table.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == [
        "&Sort by “review”",
        "Sort &backwards by “review”",
    ]
    with qtbot.waitSignal(results.model.ordered, timeout=PATIENCE_MS):
        press(menu, Qt.Key.Key_B)
    assert results.model.index(0, TEXT).data() == "Stay 9 was what one expects."
    assert rows.table.horizontalHeader().sortIndicatorSection() == TEXT
    last = results.model.index(0, results.model.columnCount() - 1)
    assert not any(action.isEnabled() for action in rows.menu_at(last).actions())
    page.close_table()


def test_a_row_that_is_never_judged_is_named_as_such(
    qtbot: QtBot, desk: Desk, page: TablePage
) -> None:
    results = begin(qtbot, desk, page)
    model = results.model
    qtbot.waitUntil(lambda: model.rowCount() == ROWS, timeout=PATIENCE_MS)
    assert model.index(7, LABEL).data() == "Not judged"
    assert model.index(7, LABEL).data(Qt.ItemDataRole.ToolTipRole) == "not judged: there is no text"
    assert model.index(8, LABEL).data() == ""  # it waits
    page.close_table()


def test_rows_are_sorted_and_filtered(qtbot: QtBot, desk: Desk, page: TablePage) -> None:
    results = begin(qtbot, desk, page)
    judge(qtbot, desk, page, 16)
    model = results.model
    with qtbot.waitSignal(model.ordered, timeout=PATIENCE_MS):
        results.rows.classes.setCurrentIndex(results.rows.classes.findData("negative"))
    assert model.rowCount() == 6
    assert {model.index(at, LABEL).data() for at in range(6)} == {"Negative"}
    assert model.index(0, SHARE).data() == "80%"
    with qtbot.waitSignal(model.ordered, timeout=PATIENCE_MS):
        results.rows.show_only(Wanted(search="stay 1"))
    assert model.rowCount() == 13  # 21 and 31 too
    with qtbot.waitSignal(model.ordered, timeout=PATIENCE_MS):
        model.sort(TEXT, Qt.SortOrder.DescendingOrder)
    assert model.index(0, TEXT).data().startswith("Stay 31")
    assert results.rows.all_button.isVisible()
    page.close_table()


def test_the_arrow_stays_at_the_column_that_rows_are_in_the_order_of(
    qtbot: QtBot, desk: Desk, page: TablePage
) -> None:
    rows = begin(qtbot, desk, page).rows
    head = rows.table.horizontalHeader()
    with qtbot.waitSignal(rows.model.ordered, timeout=PATIENCE_MS):
        rows.table.sortByColumn(TEXT, Qt.SortOrder.DescendingOrder)
    rows.table.sortByColumn(rows.model.columnCount() - 1, Qt.SortOrder.AscendingOrder)  # notes
    assert rows.model.wanted.order == "text"
    assert head.sortIndicatorSection() == TEXT
    assert head.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    page.close_table()


def test_rows_of_a_stretch_of_time_are_filtered_further(
    qtbot: QtBot, desk: Desk, page: TablePage
) -> None:
    rows = begin(qtbot, desk, page).rows

    def shown(since: str, until: str) -> str:
        with qtbot.waitSignal(rows.model.ordered, timeout=PATIENCE_MS):
            rows.show_only(Wanted(since=since, until=until))
        return rows.count.text()

    assert shown("2026-03-02", "2026-03-03") == "5 rows of 2026-03-02"
    assert shown("9999-12-31", "") == "0 rows from 9999-12-31 on"
    assert shown("2026-03-02", "2026-03-04") == "10 rows from 2026-03-02 to 2026-03-03"
    with qtbot.waitSignal(rows.model.ordered, timeout=PATIENCE_MS):
        rows.groups.setCurrentIndex(rows.groups.findData("a"))
    assert rows.count.text() == "5 rows from 2026-03-02 to 2026-03-03"
    with qtbot.waitSignal(rows.model.ordered, timeout=PATIENCE_MS):
        rows.all_button.click()
    assert rows.count.text() == "40 rows"
    page.close_table()


def test_a_pause_keeps_what_was_judged_and_a_closed_run_goes_on(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path
) -> None:
    results = begin(qtbot, desk, page)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, *(Judged(at, GOOD) for at in range(5)))
    desk.deliver()
    results.pause_button.click()
    assert desk.runner.cancelled == [job]
    desk.runner.change(job, JobState.STOPPED)
    desk.deliver()
    control = page.control
    assert control is not None
    qtbot.waitUntil(lambda: control.state is RunState.PAUSED, timeout=PATIENCE_MS)
    assert results.words.text().startswith("Paused. 6 of 40 rows")
    page.close_table()

    desk.window.sentiment.take_file(str(source))
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    assert page.preview.start_button.text() == "&Continue"
    begin(qtbot, desk, page)
    assert page.control is not None
    assert page.control.progress is not None
    assert page.control.progress.counts.rows_done == 6
    page.close_table()


def write_long(qtbot: QtBot, desk: Desk, page: TablePage, target: Path) -> None:
    """Come to where the results of a long table are written to ``target``, a workbook."""
    source = target.with_name("long.csv")
    source.write_text("review\n" + "The stay was fine.\n" * LONG, encoding="utf-8")
    desk.window.sentiment.take_file(str(source))
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    page.preview.target_path = target
    page.preview.again_button.click()
    qtbot.waitUntil(lambda: desk.runner.last > 0, timeout=PATIENCE_MS)
    job, control = desk.runner.last, page.control
    assert control is not None
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, Judged(0, GOOD))
    desk.runner.change(job, JobState.DONE)
    desk.deliver()
    qtbot.waitUntil(lambda: control.state is RunState.WRITING, timeout=PATIENCE_MS)


def rows_in(target: Path) -> int:
    with closing(openpyxl.load_workbook(target, read_only=True)) as book:
        return sum(1 for _row in book["sentiment"].values)


def test_closing_does_not_wait_until_all_results_are_written(
    qtbot: QtBot, desk: Desk, page: TablePage, tmp_path: Path
) -> None:
    before = {file.name for file in tmp_path.iterdir()}
    target = tmp_path / "rated.xlsx"
    write_long(qtbot, desk, page, target)
    page.close_table()
    # Had it been waited for, they would be there.
    left = {file.name for file in tmp_path.iterdir()} - before
    assert {name for name in left if ".progress" not in name} == {"long.csv"}
    assert (tmp_path / "rated.xlsx.progress").exists()

    desk.window.sentiment.take_file(str(tmp_path / "long.csv"))
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    page.preview.target_path = target
    page.preview.start_button.click()
    control = page.control
    assert control is not None
    qtbot.waitUntil(lambda: control.state is RunState.DONE, timeout=PATIENCE_MS)
    assert rows_in(target) == LONG + 1
    page.close_table()


def test_results_that_stood_there_are_not_taken_for_those_of_a_run_that_had_not_written_its_own(
    qtbot: QtBot, desk: Desk, page: TablePage, tmp_path: Path, make_window: MakeWindow
) -> None:
    target = tmp_path / "rated.xlsx"
    target.write_bytes(b"of before")
    write_long(qtbot, desk, page, target)
    desk.window.close()
    assert target.read_bytes() == b"of before"

    window = make_window(FakeRunner)
    window.open_tab(1)
    tables = window.sentiment.tables
    qtbot.waitUntil(lambda: tables.is_open, timeout=PATIENCE_MS)
    restored = tables.page
    assert restored is not None
    restored.use_model(str(tmp_path / "model.gguf"))
    qtbot.waitUntil(
        lambda: restored.control is not None and restored.control.state is RunState.PAUSED,
        timeout=PATIENCE_MS,
    )
    control, results = restored.control, restored.results
    assert control is not None
    assert results is not None
    results.pause_button.click()
    qtbot.waitUntil(lambda: control.state is RunState.DONE, timeout=PATIENCE_MS)
    assert rows_in(target) == LONG + 1


def test_the_open_table_and_its_run_come_back_at_the_next_start(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path, make_window: MakeWindow
) -> None:
    page.preview.date.setCurrentIndex(0)
    begin(qtbot, desk, page)
    judge(qtbot, desk, page, 16)
    desk.window.close()

    runner = FakeRunner()
    window = make_window(lambda: runner)
    window.open_tab(1)
    tables = window.sentiment.tables
    qtbot.waitUntil(lambda: tables.is_open, timeout=PATIENCE_MS)
    again = Desk(window, runner)
    window._desk.runner.cancel(0)
    runner.model_ready(str(source.with_name("model.gguf")))
    again.deliver()
    assert tables.page is not None
    restored = tables.page
    qtbot.waitUntil(
        lambda: restored.control is not None and restored.control.state is RunState.PAUSED,
        timeout=PATIENCE_MS,
    )
    assert restored.results is not None
    assert restored.results.words.text() == "Paused. 17 of 40 rows"
    assert restored.preview.date.currentText() == "none"
    restored.results.pause_button.click()
    qtbot.waitUntil(lambda: runner.last > 0, timeout=PATIENCE_MS)
    judge(qtbot, again, restored, 23)
    assert "Results are in reviews.rated.csv" in restored.results.words.text()
    window.close()

    third = make_window(FakeRunner)  # no model is known yet
    third.open_tab(1)
    last = third.sentiment.tables
    qtbot.waitUntil(lambda: last.is_open, timeout=PATIENCE_MS)
    assert last.snapshot() is not None
    assert last.page is not None
    last.page.use_model(str(source.with_name("model.gguf")))
    finished = last.page
    qtbot.waitUntil(
        lambda: finished.control is not None and finished.control.state is RunState.DONE,
        timeout=PATIENCE_MS,
    )
    finished.close_table()
    assert last.snapshot() is None


def test_results_that_somebody_went_on_with_are_not_written_once_more(  # noqa: PLR0917
    qtbot: QtBot,
    desk: Desk,
    page: TablePage,
    source: Path,
    make_window: MakeWindow,
    drafts_file: Path,
) -> None:
    begin(qtbot, desk, page)
    judge(qtbot, desk, page, ROWS - 1)
    target = source.with_name("reviews.rated.csv")
    assert target.exists()
    desk.window.close()
    target.write_text("with remarks of mine", encoding="utf-8")
    drafts_file.unlink()

    window = make_window(FakeRunner)
    window.open_tab(1)
    tables = window.sentiment.tables
    assert tables.open(str(source))
    again = tables.page
    assert again is not None
    again.use_model(str(source.with_name("model.gguf")))
    qtbot.waitUntil(again.preview.isVisible, timeout=PATIENCE_MS)
    again.preview.start_button.click()
    qtbot.waitUntil(
        lambda: again.control is not None and again.control.state is RunState.DONE,
        timeout=PATIENCE_MS,
    )
    assert target.read_text(encoding="utf-8") == "with remarks of mine"


def test_a_table_that_is_judged_is_put_away_where_another_is_opened(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path
) -> None:
    begin(qtbot, desk, page)
    judge(qtbot, desk, page, ROWS - 1)
    other = source.with_name("other.csv")
    other.write_bytes(source.read_bytes())
    page.open(other)
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    page.open(source)
    qtbot.waitUntil(lambda: page.preview.target_path.stem == "reviews.rated 2", timeout=PATIENCE_MS)
    assert page.preview.start_button.text() == "&Start"


def test_a_table_of_the_same_name_does_not_take_over_the_run_of_another(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path
) -> None:
    begin(qtbot, desk, page)
    judge(qtbot, desk, page, 16)
    other = source.with_suffix(".tsv")
    other.write_text(source.read_text(encoding="utf-8").replace(",", "\t"), encoding="utf-8")
    page.open(other)
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    assert page.preview.target.text() == "Results go to reviews.rated 2.csv"
    assert page.preview.start_button.text() == "&Start"
    page.open(source)
    qtbot.waitUntil(lambda: page.preview.start_button.text() == "&Continue", timeout=PATIENCE_MS)
    assert page.preview.target.text() == "Results go to reviews.rated.csv"


def test_results_that_could_not_be_written_are_not_taken_for_those_that_stand_there(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path, make_window: MakeWindow
) -> None:
    begin(qtbot, desk, page)
    target = source.with_name("reviews.rated.csv")
    target.mkdir()  # as unwritable as a file another program holds, on every system
    judge(qtbot, desk, page, ROWS - 1)
    assert "cannot be written" in page.banner.sentence
    desk.window.close()
    target.rmdir()
    target.write_text("of a former run", encoding="utf-8")

    runner = FakeRunner()
    window = make_window(lambda: runner)
    window.open_tab(1)
    tables = window.sentiment.tables
    qtbot.waitUntil(lambda: tables.is_open, timeout=PATIENCE_MS)
    assert tables.page is not None
    restored = tables.page
    restored.use_model(str(source.with_name("model.gguf")))
    qtbot.waitUntil(lambda: restored.results is not None, timeout=PATIENCE_MS)
    assert restored.results is not None
    assert restored.control is not None
    control = restored.control
    assert control.state is RunState.PAUSED
    assert restored.results.words.text() == "Paused. 40 of 40 rows"
    restored.results.pause_button.click()
    qtbot.waitUntil(lambda: control.state is RunState.DONE, timeout=PATIENCE_MS)
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == ROWS
    restored.close_table()


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": ["a", 1, ""]},
        {"mode": "slow"},
        {"source": ""},
        {"header": 1},
        {"month_first": 1},
    ],
)
def test_a_draft_that_is_none_is_passed_over(wrong: dict[str, object]) -> None:
    reading = Reading(";", "cp1252", "", header=False, month_first=True)
    order = RunOrder(Path("a.csv"), Path("b.csv"), text="review", date="day", reading=reading)
    draft = table_draft.dump(order, begun=True)
    assert table_draft.load({**draft, **wrong}) is None
    loaded = table_draft.load(draft)
    assert loaded is not None
    assert loaded[1]
    assert table_draft.dump(loaded[0], begun=True) == draft
    assert loaded[0].reading == reading


def test_a_text_that_a_table_hides_is_not_cleared_unseen(
    qtbot: QtBot, desk: Desk, page: TablePage
) -> None:
    tab = desk.window.sentiment
    tab.box.set_text("I wrote this before I opened the table.")
    begin(qtbot, desk, page)
    tab.clear()
    assert tab.box.text() == "I wrote this before I opened the table."
    page.close_table()
    tab.clear()
    assert not tab.box.text()


def test_what_went_wrong_is_told_and_can_be_gone_on_from(
    qtbot: QtBot, desk: Desk, page: TablePage
) -> None:
    results = begin(qtbot, desk, page)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.change(job, JobState.FAILED, error=AppError(Code.NO_MODEL))
    desk.deliver()
    qtbot.waitUntil(lambda: bool(page.banner.sentence), timeout=PATIENCE_MS)
    results.pause_button.click()
    qtbot.waitUntil(lambda: desk.runner.last > job, timeout=PATIENCE_MS)
    page.close_table()


def test_a_run_does_not_go_on_with_another_model(
    qtbot: QtBot, desk: Desk, page: TablePage, tmp_path: Path
) -> None:
    results = begin(qtbot, desk, page)
    judge(qtbot, desk, page, 16)
    job = desk.runner.last
    other = tmp_path / "other.gguf"
    other.write_bytes(b"another")
    desk.runner.model_ready(str(other))
    desk.deliver()
    with pytest.raises(AppError) as caught:
        desk.runner.task(job)
    assert caught.value.code is Code.RUN_DIFFERENT
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.change(job, JobState.FAILED, error=caught.value)
    desk.deliver()
    qtbot.waitUntil(lambda: "another model" in page.banner.sentence, timeout=PATIENCE_MS)
    assert results.words.text().startswith("Paused. 17 of 40 rows")

    desk.runner.model_ready(str(tmp_path / "model.gguf"))
    desk.deliver()
    results.pause_button.click()
    qtbot.waitUntil(lambda: desk.runner.last > job, timeout=PATIENCE_MS)
    assert isinstance(desk.runner.task(desk.runner.last), SentimentManyTask)
    judge(qtbot, desk, page, 23)
    assert "Results are in reviews.rated.csv" in results.words.text()
    page.close_table()


def teach(model: Path, *labels: str, bias: tuple[float, ...]) -> None:
    """Keep a profile "tickets"."""
    zeros, ones = (0.0,) * len(WORDS), (1.0,) * len(WORDS)
    weights = ((0.0,) * len(labels),) * len(WORDS)
    head = Head(labels, (VERDICT,), zeros, ones, weights, bias, unsure_below=0.5)
    expected = Expected(rows=40, accuracy=0.9, spread=0.1, macro_f1=0.9, by_chance=0.5)
    sha256 = bootstrap.model_sha256(str(model))
    bootstrap.profiles().save(Profile("tickets", sha256, model.name, expected, head))


def test_a_run_does_not_go_on_with_a_profile_that_was_taught_again(
    qtbot: QtBot, desk: Desk, page: TablePage, source: Path
) -> None:
    model = source.with_name("model.gguf")
    teach(model, "question", "complaint", bias=(0.0, 0.0))

    def reopen() -> None:
        page.close_table()
        desk.window.sentiment.take_file(str(source))
        qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
        page.preview.judge.setCurrentText("tickets")

    reopen()
    begin(qtbot, desk, page)
    reopen()
    begin(qtbot, desk, page)  # nothing has changed
    for labels, bias in ((("question", "complaint"), (0.0, 1.0)), (("a", "b"), (0.0, 0.0))):
        teach(model, *labels, bias=bias)
        reopen()
        page.preview.start_button.click()
        qtbot.waitUntil(lambda: bool(page.banner.sentence), timeout=PATIENCE_MS)
        assert "another state of the profile" in page.banner.sentence
        assert page.control is None


def test_pictures_are_clicked_through_to_their_rows_and_saved(
    qtbot: QtBot, desk: Desk, page: TablePage, tmp_path: Path
) -> None:
    results = begin(qtbot, desk, page)
    judge(qtbot, desk, page, 16)
    judge(qtbot, desk, page, 23)
    charts = results.charts
    qtbot.waitUntil(
        lambda: charts.figures is not None and sum(charts.figures.classes.values()) == ROWS - 1,
        timeout=PATIENCE_MS,
    )
    for kind, bars in ((Kind.SHARES, 2), (Kind.TREND, 18), (Kind.GROUPS, 4)):
        charts.show_kind(kind)
        assert len(charts.chart.bars) == bars
        assert charts.chart.accessibleDescription()
        charts.chart.resize(260, 300)  # the heading is wider, and is wrapped
        assert charts.chart.getPlotItem().vb.sceneBoundingRect().right() <= 260
    charts.show_kind(Kind.TREND)
    charts.chart.resize(260, 300)
    narrow = [name for _, name in charts.chart.named]
    charts.chart.resize(2000, 300)
    assert 0 < sum(map(charts.chart.fontMetrics().horizontalAdvance, narrow)) < 260
    assert len(narrow) < len(charts.chart.named) == 9  # a day each
    charts.show_kind(Kind.GROUPS)
    press(charts.chart, Qt.Key.Key_Right)
    with qtbot.waitSignal(results.model.ordered, timeout=PATIENCE_MS):
        press(charts.chart, Qt.Key.Key_Return)
    assert results.model.wanted.group == "a"
    assert results.rows.groups.currentText() == "a"
    charts.show_kind(None)
    assert charts.texts.count() == 20
    charts.show_kind(Kind.SHARES)

    html = results.report()
    assert "<img" in html
    assert "SHA-256" in html
    results.exports.save_html(tmp_path / "report.html", html)
    results.exports.save_pdf(tmp_path / "report.pdf", html)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == html
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert save_svg(charts.chart, str(tmp_path / "chart.svg"))
    assert b"<svg" in (tmp_path / "chart.svg").read_bytes()
    with qtbot.waitSignal(results.exports.saved, timeout=PATIENCE_MS):
        results.exports.save_rows(tmp_path / "rows.csv", results.model.wanted)
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["branch"] for row in csv.DictReader(file)} == {"a"}
    with qtbot.waitSignal(results.exports.failed, timeout=PATIENCE_MS):
        results.exports.save_html(tmp_path / "missing" / "report.html", html)
    assert "cannot be written" in page.banner.sentence
    page.close_table()


def test_a_picture_that_is_not_shown_is_not_saved_as_if_it_were(
    qtbot: QtBot, desk: Desk, page: TablePage
) -> None:
    page.preview.date.setCurrentIndex(0)
    results = begin(qtbot, desk, page)
    judge(qtbot, desk, page, ROWS - 1)
    charts = results.charts
    qtbot.waitUntil(
        lambda: charts.figures is not None and sum(charts.figures.classes.values()) == ROWS - 1,
        timeout=PATIENCE_MS,
    )

    def offered() -> list[str]:
        menu = results.exports.menu(charts.chart, lambda: results.model.wanted, results.report)
        actions = [action for action in menu.actions() if action.text()]
        menu.deleteLater()
        return [action.text() for action in actions if action.isEnabled()]

    everything = offered()
    assert len(everything) == 5
    for kind in (Kind.TREND, None):  # there are no dates
        charts.show_kind(kind)
        assert [text for text in everything if text not in offered()] == everything[:2]
    charts.show_kind(Kind.GROUPS)
    assert offered() == everything
    page.close_table()


def test_pictures_are_of_all_rows_where_the_last_came_while_they_were_read(
    qtbot: QtBot, desk: Desk, page: TablePage
) -> None:
    results = begin(qtbot, desk, page)
    qtbot.waitUntil(lambda: not results._background.busy, timeout=PATIENCE_MS)
    may_end = Event()
    results._background.run(may_end.wait, lambda _: None)  # reading takes long
    judge(qtbot, desk, page, 16)
    judge(qtbot, desk, page, 23)
    qtbot.waitUntil(lambda: not results._renew.isActive(), timeout=PATIENCE_MS)  # none comes after
    may_end.set()
    charts = results.charts
    qtbot.waitUntil(
        lambda: charts.figures is not None and sum(charts.figures.classes.values()) == ROWS - 1,
        timeout=PATIENCE_MS,
    )
    page.close_table()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_rows_are_saved_with_their_cells_beyond_the_last_column(
    tmp_path: Path, suffix: str
) -> None:
    said = [Said("Lovely.", (0.9, 0.06, 0.04), "2026-03-01", ("by post", "again")), Said("Cold.")]
    judged_run(tmp_path / "a.run", said).close()
    with_extra, without = tmp_path / f"all{suffix}", tmp_path / f"cold{suffix}"
    assert write_rows(tmp_path / "a.run", with_extra, Wanted()) == 2
    assert write_rows(tmp_path / "a.run", without, Wanted(search="cold")) == 1
    assert saved(with_extra)[0][-1] == "extra cells"
    assert saved(with_extra)[1][-1] == "by post, again"
    assert saved(without)[0][-1] == "note"


def saved(path: Path) -> list[list[str]]:
    """The cells of a file of rows, CSV or XLSX."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_file_that_is_no_table_is_refused_on_the_tab(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("\n", encoding="utf-8")
    desk.window.open_tab(1)
    tab = desk.window.sentiment
    assert not tab.take_file(str(tmp_path / "model.gguf"))
    assert tab.take_file(str(empty))
    qtbot.waitUntil(lambda: "has no rows" in tab.banner.sentence, timeout=PATIENCE_MS)
    assert not tab.tables.is_open
