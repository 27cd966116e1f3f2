"""What the window says while files are dragged over it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Desk

MODEL = "Let go to open this model file"
ASK = "Let go to ask about this file"


@pytest.mark.parametrize(
    ("tab", "files", "words"),
    [
        (0, ("a.gguf",), MODEL),
        (1, ("a.txt", "a.gguf"), MODEL),
        (0, ("a.csv",), ASK),
        (0, ("a.pdf", "b.md"), "Let go to ask about these 2 files"),
        (1, ("a.csv",), "Let go to judge the texts of this table"),
        (1, ("a.pdf",), ASK),
        (2, ("a.docx",), "Let go to translate this file"),
        (2, ("a.pdf",), ASK),
    ],
)
def test_it_is_what_the_open_tab_does_with_them(
    desk: Desk, tab: int, files: tuple[str, ...], words: str
) -> None:
    window = desk.window
    window.open_tab(tab)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/home/me/{name}") for name in files])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, left, none)

    QApplication.sendEvent(window, over)

    assert window.drops.cover.words == words
