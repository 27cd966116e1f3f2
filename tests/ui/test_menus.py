"""What the menus show as possible while they are open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobState
from desktop_lm.ui.window.main_window import MainWindow
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, press, type_text


def possible(window: MainWindow, name: str) -> set[str]:
    """What can be chosen in the menu ``name``, which is open for that moment."""
    menus = [action.menu() for action in window.menuBar().actions()]
    [menu] = [m for m in menus if isinstance(m, QMenu) and m.title().replace("&", "") == name]
    menu.aboutToShow.emit()
    found = {a.text().replace("&", "") for a in menu.actions() if a.isEnabled() and a.text()}
    menu.aboutToHide.emit()
    assert all(action.isEnabled() for action in menu.actions())
    return found


def test_the_edit_menu_shows_what_can_be_done(desk: Desk) -> None:
    box = desk.window.prompt.composer.box
    box.setFocus()
    QApplication.clipboard().clear()
    box.document().clearUndoRedoStacks()
    assert possible(desk.window, "Edit") == set()

    type_text(box, "Hello")
    assert possible(desk.window, "Edit") == {"Undo", "Select all"}

    box.selectAll()
    assert possible(desk.window, "Edit") == {"Undo", "Cut", "Copy", "Select all"}
    box.cut()
    assert possible(desk.window, "Edit") == {"Undo", "Paste"}
    box.undo()
    assert {"Redo", "Paste"} <= possible(desk.window, "Edit")


def test_a_menu_opened_by_keys_acts_on_the_text_before(qtbot: QtBot, desk: Desk) -> None:
    window, box = desk.window, desk.window.prompt.composer.box
    box.setFocus()
    type_text(box, "Hello")

    press(box, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=PATIENCE_MS)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert isinstance(QApplication.focusWidget(), QMenuBar)
    assert {a.text() for a in menu.actions() if a.isEnabled() and a.text()} >= {"&Undo"}
    press(menu, Qt.Key.Key_A)

    qtbot.waitUntil(lambda: box.textCursor().hasSelection(), timeout=PATIENCE_MS)
    assert "Cut" in possible(window, "Edit")


def test_a_line_s_own_can_be_done_too(desk: Desk) -> None:
    desk.window.prompt.side.begin_search()
    line = QApplication.focusWidget()
    assert line is not None
    type_text(line, "tides")
    assert {"Undo", "Select all"} <= possible(desk.window, "Edit")
    press(line, Qt.Key.Key_A, CONTROL)
    assert {"Cut", "Copy"} <= possible(desk.window, "Edit")


@pytest.mark.parametrize("runs", [True, False])
def test_stop_is_there_where_something_runs(desk: Desk, *, runs: bool) -> None:
    desk.window.prompt.composer.box.set_text("Hello")
    desk.window.prompt.start()
    desk.runner.change(1, JobState.RUNNING)
    if not runs:
        desk.runner.change(1, JobState.STOPPED)
    desk.deliver()

    assert ("Stop" in possible(desk.window, "Run")) is runs
    assert any(a.text() == "S&top" and a.isEnabled() for a in desk.window.findChildren(QAction))
