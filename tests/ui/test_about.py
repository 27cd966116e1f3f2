"""What the program says of itself."""

from __future__ import annotations

import re
import tomllib

from PySide6.QtWidgets import QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.window import about_dialog
from desktop_lm.ui.window.about_dialog import AboutDialog
from tests.setup.conftest import ROOT


def test_all_that_it_is_made_of_is_named(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    [said] = AboutDialog(theme, window).findChildren(QTextBrowser)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[<>=!~ ]", each)[0].lower() for each in project["dependencies"]}
    named = {distribution.lower() for _, distribution, _ in about_dialog._PARTS}
    assert needed - named == set()
    assert "Tatoeba" in said.toPlainText()  # as the licence of its sentences asks for
