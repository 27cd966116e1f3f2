"""The page for somebody who has just installed the program."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel

from desktop_lm.ui.window.first_steps_dialog import FirstStepsDialog, steps
from tests.ui.conftest import Desk


def test_the_help_menu_begins_with_it(desk: Desk) -> None:
    seen: list[FirstStepsDialog] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FirstStepsDialog)
        seen.append(dialog)
        dialog.reject()

    [step] = [a for a in desk.window.findChildren(QAction) if a.text() == "&First steps"]
    QTimer.singleShot(0, close)
    step.trigger()

    assert seen


def test_it_speaks_of_each_tab_and_of_what_it_names(desk: Desk) -> None:
    titles = [title for title, _text in steps()]
    tabs = desk.window.tabs
    assert [tabs.tabText(number) for number in range(tabs.count())] == titles[:3]
    told = " ".join(text for _title, text in steps())
    main = [
        desk.window.prompt.composer.generate_button,
        desk.window.sentiment.judge_button,
    ]
    assert all(button.text().replace("&", "") in told for button in main)
    menu = {a.text().replace("&", "") for a in desk.window.findChildren(QAction)}
    assert "Models and memory" in menu
    assert "Models and memory" in told


@pytest.mark.parametrize("percent", [100, 200])
def test_all_of_it_can_be_read_in_every_size(desk: Desk, percent: int) -> None:
    desk.window.theme.set_text_percent(percent)
    dialog = FirstStepsDialog(desk.window.theme, desk.window)
    dialog.show()
    QApplication.processEvents()

    room = desk.window.screen().availableGeometry()
    assert dialog.height() <= room.height()
    for label in dialog.page.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
    dialog.close()
