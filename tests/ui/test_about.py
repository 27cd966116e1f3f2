"""What the program says of itself."""

from __future__ import annotations

import re
import tomllib

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.window import about_dialog
from desktop_lm.ui.window.about_dialog import AboutDialog
from desktop_lm.ui.window.shortcuts_dialog import ShortcutsDialog
from tests.setup.conftest import ROOT
from tests.ui.conftest import Desk


def test_all_that_it_is_made_of_is_named(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    [said] = AboutDialog(theme, window).findChildren(QTextBrowser)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[<>=!~ ]", each)[0].lower() for each in project["dependencies"]}
    named = {distribution.lower() for _, distribution, _ in about_dialog._PARTS}
    assert needed - named == set()
    assert "Tatoeba" in said.toPlainText()  # as the licence of its sentences asks for


@pytest.mark.parametrize("percent", [100, 200])
def test_all_keys_can_be_reached_on_any_screen(qtbot: QtBot, desk: Desk, percent: int) -> None:
    desk.window.theme.set_text_percent(percent)
    dialog = ShortcutsDialog(desk.window.theme, desk.window.findChildren(QAction), desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.height() < desk.window.screen().availableGeometry().height()
    area = dialog.list
    last = area.inside.findChildren(QLabel)[-1]
    area.ensureWidgetVisible(last)
    seen = area.viewport().rect()
    assert seen.contains(last.mapTo(area.viewport(), last.rect().center()))
    assert seen.width() >= area.inside.minimumSizeHint().width()
