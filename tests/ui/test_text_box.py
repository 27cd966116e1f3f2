from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextOption
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.text_box import TextBox

BY_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


@pytest.fixture
def box(qtbot: QtBot, theme: Theme) -> TextBox:
    box = TextBox(theme, "")
    qtbot.addWidget(box)
    box.resize(300, 200)
    box.show()
    return box


def paste(box: TextBox, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    box.insertFromMimeData(data)


@pytest.mark.parametrize("letter", ["x", "春", "ش"])
def test_a_pasted_line_without_an_end_is_taken_whole(box: TextBox, letter: str) -> None:
    paste(box, letter * 50_000)

    assert box.text() == letter * 50_000
    assert box.wordWrapMode() is QTextOption.WrapMode.WrapAnywhere
    box.replace_text("")
    box.set_text("As people write.")
    assert box.wordWrapMode() is BY_WORDS


def test_a_long_line_of_words_wraps_between_them(box: TextBox) -> None:
    paste(box, "some words " * 5000)

    assert box.wordWrapMode() is BY_WORDS
