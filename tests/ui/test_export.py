"""Conversations leave the window as files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.documents.readers import pdf
from desktop_lm.documents.transcript import Transcript, Turn
from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.history import History
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.exchange_menu import ExchangeMenu
from desktop_lm.ui.prompt.export import pdf as pdf_writer
from desktop_lm.ui.prompt.export.export_dialog import ExportDialog
from tests.ui.conftest import PATIENCE_MS, Desk

ANSWER = "Rivers carry **salt**.\n\n```python\nx = 1\n```"


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> Desk:
    """A window that shows a conversation of the history."""
    with closing(History(paths.history_file())) as history:
        number = history.begin(title="The sea")
        asked = history.add(number, None, Role.USER, "Why is it salty?")
        history.add(number, asked, Role.ASSISTANT, ANSWER, about={"model": "SmolLM2"})
    tab = desk.window.prompt
    tab.begin()
    tab.open_conversation(1)
    qtbot.waitUntil(lambda: bool(tab.dialogue.exchanges), timeout=PATIENCE_MS)
    return desk


def choose(desk: Desk, target: Path, suffix: str) -> Callable[[], None]:
    """What a person does in the two dialogs."""

    def in_the_first() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        dialog.format.setCurrentIndex(dialog.format.findData(suffix))
        timer.start()
        dialog.accept()

    def in_the_second() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            timer.stop()
            # Typed, because selectFile leaves a name alone that has the focus.
            name = dialog.findChild(QLineEdit, "fileNameEdit")
            assert name is not None
            name.setText(str(target))
            dialog.accept()

    timer = QTimer(desk.window)
    timer.setInterval(10)
    timer.timeout.connect(in_the_second)
    return in_the_first


@pytest.mark.parametrize("suffix", ["md", "pdf", "docx"])
def test_a_conversation_is_exported(
    qtbot: QtBot, opened: Desk, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"sea.{suffix}"
    QTimer.singleShot(0, opened.window, choose(opened, target, suffix))
    opened.window.prompt.export()

    qtbot.waitUntil(
        lambda: f"Saved as sea.{suffix}" in opened.window.banner.sentence, timeout=PATIENCE_MS
    )
    if suffix == "md":
        assert ANSWER in target.read_text("utf-8")
    elif suffix == "pdf":
        words = " ".join(getattr(each, "text", "") for each in pdf.read(target))
        assert "Rivers carry salt." in words
        assert "x = 1" in words
    else:
        assert target.read_bytes().startswith(b"PK")


def test_a_long_line_of_code_goes_on_in_the_next_line_of_the_paper(
    theme: Theme, tmp_path: Path
) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    said = Turn(is_answer=True, speaker="SmolLM2", text=f"```\n{words}\n```", when=0.0)
    target = tmp_path / "long.pdf"
    target.write_bytes(pdf_writer.write(Transcript("Long", 0.0, (said,))))
    with pypdfium2.PdfDocument(target) as document:
        page = document[0]
        text = page.get_textpage()
        rights = [text.get_charbox(place)[2] for place in range(text.count_chars())]
        assert "word59" in text.get_text_range()
        assert max(rights) <= page.get_width()


def test_the_menu_takes_an_answer_out(qtbot: QtBot, opened: Desk) -> None:
    tab = opened.window.prompt
    menu = ExchangeMenu(tab.asking, tab.page, tab.page.exchanges[0], busy=False)
    menu.add_exports(tab, 1, tab.page.exchanges[0])
    texts = {action.text().replace("&", ""): action for action in menu.actions()}

    texts["Copy this answer as text"].trigger()
    assert QApplication.clipboard().text() == "Rivers carry salt.\n\nx = 1"
    texts["Copy it as Markdown"].trigger()
    assert QApplication.clipboard().text() == ANSWER
    tab.export_asked.disconnect()  # no dialogs here
    with qtbot.waitSignal(tab.export_asked, timeout=PATIENCE_MS) as asked:
        texts["Export this answer…"].trigger()
    assert asked.args == [1, 2]
    menu.deleteLater()


def test_an_answer_without_a_receipt_says_so(qtbot: QtBot, opened: Desk) -> None:
    opened.window.prompt.save_receipt(2)

    qtbot.waitUntil(
        lambda: "There is no receipt" in opened.window.banner.sentence, timeout=PATIENCE_MS
    )
