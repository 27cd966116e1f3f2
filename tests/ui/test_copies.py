"""Daily copies of the history, put back from the menu."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.storage.history import backup
from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.history import History
from desktop_lm.ui.storage.copies_dialog import CopiesDialog
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import click, type_text


def add(title: str) -> None:
    with closing(History(paths.history_file())) as history:
        history.add(history.begin(title=title), None, Role.USER, title)


def test_a_copy_is_made_and_put_back_and_what_was_there_is_kept(qtbot: QtBot, desk: Desk) -> None:
    add("before")
    door, panel = desk.window.history_door, desk.window.prompt.side
    desk.window.prompt.begin()
    door.copy_today()
    qtbot.waitUntil(lambda: len(backup.copies(door.copies_folder)) == 1, timeout=PATIENCE_MS)
    add("after")
    rows: list[str] = []

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, CopiesDialog) and dialog.list.rows:
            timer.stop()
            rows.extend(row.detail for row in dialog.list.rows)
            click(dialog.restore)

    timer = QTimer(desk.window)
    timer.setInterval(10)
    timer.timeout.connect(choose)
    timer.start()
    door.show_copies()

    assert rows == ["Conversations: 1"]
    assert "The copy is in place" in desk.window.banner.sentence
    assert panel.panel is not None
    shown = panel.panel.list
    qtbot.waitUntil(lambda: [row.title for row in shown.rows] == ["before"], timeout=PATIENCE_MS)
    facts = backup.describe(paths.history_file(), door.copies_folder)
    assert [(each.conversations, each.replaced) for each in facts] == [(2, True), (1, False)]

    # And the way back.
    door.put_back(facts[0].path)
    qtbot.waitUntil(lambda: len(shown.rows) == 2, timeout=PATIENCE_MS)


def test_a_window_that_stays_open_makes_the_copy_of_each_day(qtbot: QtBot, desk: Desk) -> None:
    add("before")
    door = desk.window.history_door
    door.begin()
    assert door.daily.isActive()
    qtbot.waitUntil(lambda: len(backup.copies(door.copies_folder)) == 1, timeout=PATIENCE_MS)
    [today] = backup.copies(door.copies_folder)
    today.rename(today.with_name("2020-01-01.sqlite"))  # it was made on another day

    door.daily.timeout.emit()

    qtbot.waitUntil(lambda: len(backup.copies(door.copies_folder)) == 2, timeout=PATIENCE_MS)
    desk.window.close()
    assert not door.daily.isActive()


def test_a_document_belongs_to_the_history_that_is_replaced(qtbot: QtBot, desk: Desk) -> None:
    add("before")
    door, tab = desk.window.history_door, desk.window.prompt
    tab.begin()
    door.copy_today()
    qtbot.waitUntil(lambda: len(backup.copies(door.copies_folder)) == 1, timeout=PATIENCE_MS)
    tab.documents.begin()
    type_text(tab.text_box, "Once upon a time")

    door.put_back(backup.copies(door.copies_folder)[0])
    assert not tab.documents.is_on
    tab.documents.begin()
    type_text(tab.text_box, "And then")
    desk.window.close()

    facts = backup.describe(paths.history_file(), door.copies_folder)
    assert texts(next(each.path for each in facts if each.replaced)) == [
        "before",
        "Once upon a time",
    ]
    assert texts(paths.history_file()) == ["before", "And then"]


def texts(path: Path) -> list[str]:
    with closing(History(path)) as history:
        return [m.text for c in (1, 2) for m in history.shown(c)]
