from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.window.banner import Banner


@pytest.mark.parametrize("name", ["a" * 250 + ".gguf", "/home/" + "long-folder/" * 20 + "m.gguf"])
def test_a_long_name_makes_the_window_no_wider(qtbot: QtBot, theme: Theme, name: str) -> None:
    banner = Banner(theme)
    qtbot.addWidget(banner)
    banner.show_error(f"There is no file {name}. Was it moved or deleted?")
    assert banner.minimumSizeHint().width() < 700
    assert banner.sentence == f"There is no file {name}. Was it moved or deleted?"
    (label,) = [each for each in banner.findChildren(QLabel) if "There is no file" in each.text()]
    assert label.text().endswith(".gguf. Was it moved or deleted?")
    assert name in label.toolTip()


@pytest.mark.parametrize("sentence", ["Nothing was found.", "模型文件已损坏" * 30])
def test_what_has_places_to_break_is_shown_as_it_is(
    qtbot: QtBot, theme: Theme, sentence: str
) -> None:
    banner = Banner(theme)
    qtbot.addWidget(banner)
    banner.show_note(sentence)
    assert any(each.text() == sentence for each in banner.findChildren(QLabel))
    assert banner.minimumSizeHint().width() < 700
