"""What the window tells of the parts it is made of."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest
from PySide6.QtWidgets import QLabel, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.window.about_dialog import AboutDialog
from desktop_lm.ui.window.shortcuts_dialog import ShortcutsDialog, keys_of
from tests.setup.conftest import ROOT
from tests.ui.conftest import Desk


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


@pytest.mark.parametrize("percent", [100, 200])
def test_all_keys_can_be_reached_on_any_screen(qtbot: QtBot, desk: Desk, percent: int) -> None:
    desk.window.theme.set_text_percent(percent)
    groups = keys_of(desk.window.menuBar(), {"Prompt": desk.window.prompt}, {})
    dialog = ShortcutsDialog(desk.window.theme, groups, desk.window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.height() < desk.window.screen().availableGeometry().height()
    area = dialog.list
    last = area.inside.findChildren(QLabel)[-1]
    area.ensureWidgetVisible(last)
    seen = area.viewport().rect()
    assert seen.contains(last.mapTo(area.viewport(), last.rect().center()))
    assert seen.width() >= area.inside.minimumSizeHint().width()
