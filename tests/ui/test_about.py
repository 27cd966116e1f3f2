"""What the window tells of the parts it is made of."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

from PySide6.QtWidgets import QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.window.about_dialog import AboutDialog
from tests.setup.conftest import ROOT


def test_every_part_is_named_and_so_is_who_wrote_what_the_models_learnt_from(
    qtbot: QtBot, theme: Theme
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    parts = AboutDialog(theme, window).findChild(QTextBrowser)
    assert parts is not None
    told = parts.toPlainText().lower()

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = [re.split(r"[<>=!]", need)[0].lower() for need in project["dependencies"]]
    assert not [need for need in needs if f"{need} {metadata.version(need)}" not in told]
    assert "tatoeba" in told
    assert "cc by 2.0 fr" in told
