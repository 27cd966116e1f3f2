"""What is said of a file that goes with a prompt."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.storage.history.conversation import Attachment
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.attach.attached_files import words_in
from desktop_lm.ui.prompt.attach.source_dialog import SourceDialog


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("-- --", 0),
        ("Don't buy 3.5 well-known lemons.", 5),
        ("हिन्दी भाषा में पाँच शब्द", 5),
        ("שָׁלוֹם עוֹלָם", 2),
        ("今日は Montag です", 6),
    ],
)
def test_words_are_counted_as_people_do(text: str, words: int) -> None:
    assert words_in(text) == words


def test_a_document_is_shown_with_the_words_it_has(theme: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SourceDialog(theme, parent, Attachment("a.txt", "txt", "今日は"))
    assert dialog.label.text() == "Text · 3 words"
