"""What is said of a file that goes with a prompt."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.storage.history.conversation import Attachment
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.attach.attached_files import AttachedFiles, words_in
from desktop_lm.ui.prompt.attach.reading import Cited, Reading
from desktop_lm.ui.prompt.attach.source_dialog import SourceDialog
from desktop_lm.ui.prompt.exchange import Exchange
from tests.ui.conftest import PATIENCE_MS, Desk


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


def test_a_file_that_has_changed_is_read_again(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QObject()
    files = AttachedFiles(parent)
    path = tmp_path / "note.txt"

    def texts() -> list[str]:
        files.add([str(path)])
        qtbot.waitUntil(lambda: not files.busy, timeout=PATIENCE_MS)
        return [attachment.text for attachment in files.attachments]

    path.write_text("Seven lemons.")
    assert texts() == ["Seven lemons."]
    [known] = files.files
    assert texts() == ["Seven lemons."]
    assert files.files == [known]
    path.write_text("Eight lemons, please.")
    assert texts() == ["Eight lemons, please."]
    path.unlink()
    assert texts() == ["Eight lemons, please."]
    files.close()


def test_of_the_files_of_the_last_time_one_that_is_gone_is_told(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    tab = desk.window.prompt
    here, gone = tmp_path / "here.txt", tmp_path / "gone.txt"
    here.write_text("Seven lemons.")
    tab.attaching.remember([str(gone), str(here)])
    tab.attaching.begin()
    qtbot.waitUntil(lambda: not tab.attaching.files.busy, timeout=PATIENCE_MS)
    assert tab.attaching.paths == [str(here)]
    assert tab.banner.sentence == "The file gone.txt is not there any more."


def test_the_number_of_a_passage_is_its_link_also_behind_an_emoji(
    theme: Theme, qtbot: QtBot
) -> None:
    page = AnswerPage(theme)
    qtbot.addWidget(page)
    reading = Reading((Cited("a.txt", 0, 5),), 3)
    answer = "Seals \U0001f9ad\U0001f9ad do [1]."
    page.show_exchanges([Exchange("Who?", answer=[answer], reading=reading)])
    found = page.document().find("[1]")
    found.setPosition(found.selectionStart() + 1)
    links = []
    for _ in range(4):
        links.append(found.charFormat().anchorHref())
        found.movePosition(QTextCursor.MoveOperation.Right)
    assert links == ["desktop-lm:passage:0:0"] * 3 + [""]


def test_a_document_is_shown_with_the_words_it_has(theme: Theme, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SourceDialog(theme, parent, Attachment("a.txt", "txt", "今日は"))
    assert dialog.label.text() == "Text · 3 words"
