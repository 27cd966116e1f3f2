"""Files that go with a prompt: shown, sent, kept, cited and looked at again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap
from desktop_lm.storage.history.conversation import Attachment
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.attach.file_chip import FileChip
from desktop_lm.ui.prompt.attach.reading import Reading
from desktop_lm.ui.prompt.attach.source_dialog import SourceDialog
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.window.main_window import MainWindow
from tests.support import known_answers
from tests.support.scripts import write_script
from tests.ui.conftest import PATIENCE_MS, MakeWindow
from tests.ui.fake_runner import STARTER, FakeRunner
from tests.ui.hands import button_in, click, press

ANSWER = ["Marta ", "Lindqvist ", "designed ", "the ", "stone ", "tower."]


def _open(window: MainWindow, folder: Path, **fields: Any) -> PromptTab:
    window._desk.runner.open_model(write_script(folder, **fields))
    return window.prompt


def _attach(qtbot: QtBot, tab: PromptTab, *paths: Path) -> None:
    for path in paths:
        assert tab.take_file(str(path))
    qtbot.waitUntil(lambda: not tab.attaching.files.busy, timeout=PATIENCE_MS)


def _ask(qtbot: QtBot, tab: PromptTab, text: str) -> None:
    tab.composer.box.set_text(text)
    tab.start()
    qtbot.waitUntil(lambda: bool(tab.dialogue.exchanges), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not tab.dialogue.is_busy, timeout=PATIENCE_MS)


def _chips(tab: PromptTab) -> list[FileChip]:
    return [chip for chip in tab.composer.findChildren(FileChip) if chip.isVisible()]


def _written(folder: Path, name: str = "long.md") -> Path:
    path = folder / name
    path.write_text("\n\n".join(known_answers.texts().values()), encoding="utf-8")
    return path


def _drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, button = QPointF(20, 20), Qt.MouseButton.LeftButton
    act, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), act, data, button, keys)
    QApplication.sendEvent(window, enter)
    drop = QDropEvent(where, act, data, button, keys, QEvent.Type.Drop)
    QApplication.sendEvent(window, drop)


def _followed(tab: PromptTab, link: str) -> str:
    """What is marked in the document that a link leads to."""
    marked: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SourceDialog)
        [selection] = dialog.text.extraSelections()
        marked.append(selection.cursor.selectedText())
        dialog.reject()

    QTimer.singleShot(0, look)
    tab.page.link_asked.emit(link)
    return marked[0]


def test_a_dropped_file_is_shown_first_and_leaves_with_its_prompt(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    tab = _open(scripted_window, tmp_path, answer=["{prompt}"])
    note = tmp_path / "note.md"
    note.write_text("Buy seven lemons.")
    scripted_window.open_tab(1)  # which has no use for it
    _drop(scripted_window, note)
    assert scripted_window.page is tab
    qtbot.waitUntil(lambda: not tab.attaching.files.busy, timeout=PATIENCE_MS)
    [chip] = _chips(tab)
    assert chip.accessibleName().startswith("note.md: Markdown · 3 words · ")
    _ask(qtbot, tab, "How many?")
    assert not _chips(tab)
    exchange = tab.dialogue.exchanges[-1]
    assert "Buy seven lemons." in exchange.text  # the scripted model repeats its prompt
    assert exchange.text.rstrip().endswith("How many?")
    assert "With note.md" in tab.page.toPlainText()


def test_a_file_the_program_is_started_with_goes_with_the_first_prompt(
    make_window: MakeWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Buy seven lemons.")
    runner = FakeRunner()
    window = make_window(lambda: runner)
    window.begin(str(note))
    tab = window.prompt
    qtbot.waitUntil(lambda: bool(tab.attaching.files.attachments), timeout=PATIENCE_MS)
    assert [chip.file.path for chip in _chips(tab)] == [str(note)]
    qtbot.waitUntil(lambda: runner.opened == [(STARTER, False)], timeout=PATIENCE_MS)


def test_a_chip_goes_with_delete_and_shows_its_text_with_return(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    tab = _open(scripted_window, tmp_path)
    note = tmp_path / "note.txt"
    note.write_text("Buy seven lemons.")
    _attach(qtbot, tab, note)
    [chip] = _chips(tab)
    shown: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SourceDialog)
        shown.append(dialog.text.toPlainText())
        dialog.reject()

    QTimer.singleShot(0, look)
    press(chip, Qt.Key.Key_Return)
    assert shown == ["Buy seven lemons."]
    assert tab.snapshot()["files"] == [str(note)]
    press(chip, Qt.Key.Key_Delete)
    assert not _chips(tab)
    assert tab.snapshot()["files"] == []


def test_the_end_of_the_page_stays_in_sight_when_a_file_comes(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    tab = _open(scripted_window, tmp_path, answer=["A line.\n\n"], repeat=60)
    _ask(qtbot, tab, "Go on.")
    bar = tab.page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0, timeout=PATIENCE_MS)
    height = tab.page.height()
    note = tmp_path / "note.txt"
    note.write_text("Buy seven lemons.")
    _attach(qtbot, tab, note)
    qtbot.waitUntil(lambda: tab.page.height() < height, timeout=PATIENCE_MS)
    assert bar.value() == bar.maximum()


def test_a_picture_is_refused_in_a_sentence(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    tab = scripted_window.prompt
    _drop(scripted_window, picture)
    qtbot.waitUntil(lambda: bool(tab.banner.sentence), timeout=PATIENCE_MS)
    assert "holds no text" in tab.banner.sentence
    assert not _chips(tab)


def test_a_picture_is_refused_where_it_was_dropped(
    scripted_window: MainWindow, tmp_path: Path
) -> None:
    window = scripted_window
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    said = "a.png holds no text but something else, such as a picture or a program."
    for number in (1, 2):
        window.open_tab(number)
        tab = window.page
        _drop(window, picture)
        assert window.page is tab
        assert tab.banner.isVisible()
        assert tab.banner.sentence == said
    text, table = tmp_path / "a.txt", tmp_path / "a.csv"
    for number, file in ((1, table), (2, text)):
        file.write_text("name,note\nAda,Some kind words\n")
        window.open_tab(number)
        _drop(window, file)
        tab = window.page
        assert tab.banner_in_sight is not tab.banner
        _drop(window, picture)
        assert window.page is tab
        assert tab.banner_in_sight.isVisible()
        assert tab.banner_in_sight.sentence == said
    assert not window.prompt.attaching.files.files
    assert not window.prompt.banner.sentence


def test_a_dropped_model_is_opened_all_the_same(
    scripted_window: MainWindow, tmp_path: Path
) -> None:
    model = tmp_path / "blob"
    model.write_bytes(b"GGUF" + bytes(60))
    assert not scripted_window.prompt.take_file(str(model))
    assert not scripted_window.prompt.take_file(str(tmp_path / "gone.gguf"))


def test_of_a_long_file_the_passages_are_named_and_can_be_seen(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    tab = _open(scripted_window, tmp_path, answer=ANSWER, n_ctx=600)
    qtbot.waitUntil(lambda: tab.attaching.fits() is not None, timeout=PATIENCE_MS)
    _attach(qtbot, tab, _written(tmp_path))
    assert tab.attaching.fits() is False
    _ask(qtbot, tab, "Who designed the stone tower?")
    page = tab.page.toPlainText()
    assert "the stone tower [1]." in page
    assert "passages were read:" in page
    assert "[1] long.md, line " in page
    assert "Lindqvist" in _followed(tab, "desktop-lm:passage:0:0")


def test_a_passage_is_seen_in_its_own_one_of_two_files_of_the_same_name(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    tab = _open(scripted_window, tmp_path, answer=ANSWER, n_ctx=600)
    qtbot.waitUntil(lambda: tab.attaching.fits() is not None, timeout=PATIENCE_MS)
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "long.md"
    other.write_text("Seals sleep on the ice for most of the day.\n\n" * 200)
    _attach(qtbot, tab, other, _written(tmp_path))
    _ask(qtbot, tab, "Who designed the stone tower?")
    exchange = tab.dialogue.exchanges[-1]
    assert exchange.reading is not None
    exchange.reading = Reading.from_json(exchange.reading.to_json())  # as the history has it
    assert "Lindqvist" in _followed(tab, "desktop-lm:passage:0:0")


def test_the_passage_is_in_sight_in_a_text_of_many_long_paragraphs(
    theme: Theme, qtbot: QtBot
) -> None:
    parts = [f"Part {number}. " + "More words of the same. " * 20 for number in range(80)]
    text = "\n\n".join(parts)
    start = text.index("Part 60.")
    parent = QWidget()
    qtbot.addWidget(parent)
    attachment = Attachment("long.txt", "txt", text)
    dialog = SourceDialog(theme, parent, attachment, (start, start + 8), "here")
    dialog.show()
    [marked] = dialog.text.extraSelections()
    place = dialog.text.cursorRect(marked.cursor)
    assert dialog.text.viewport().rect().contains(place.center())


def test_a_summary_is_asked_for_by_its_button(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    tab = _open(scripted_window, tmp_path, answer=["In", " short."], n_ctx=600)
    qtbot.waitUntil(lambda: tab.attaching.fits() is not None, timeout=PATIENCE_MS)
    _attach(qtbot, tab, _written(tmp_path))
    click(button_in(tab.composer, "Summarise"))
    qtbot.waitUntil(lambda: bool(tab.dialogue.exchanges), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not tab.dialogue.is_busy, timeout=PATIENCE_MS)
    exchange = tab.dialogue.exchanges[-1]
    assert exchange.summarise
    assert exchange.reading is not None
    assert exchange.reading.part == exchange.reading.parts > 1
    assert exchange.text.count("In short.") > exchange.reading.parts
    assert "parts were summarised" in tab.page.toPlainText()


def test_after_a_restart_the_conversation_has_its_files_and_passages(
    make_window: MakeWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    first = make_window(lambda: bootstrap.build_runner(scripted=True))
    tab = _open(first, tmp_path, answer=ANSWER, n_ctx=600)
    qtbot.waitUntil(lambda: tab.attaching.fits() is not None, timeout=PATIENCE_MS)
    path = _written(tmp_path)
    _attach(qtbot, tab, path)
    _ask(qtbot, tab, "Who designed the stone tower?")
    path.unlink()  # the text is in the history
    first.close()
    second = make_window(lambda: bootstrap.build_runner(scripted=True))
    second.prompt.begin()
    qtbot.waitUntil(
        lambda: any(each.attachments for each in second.prompt.dialogue.exchanges),
        timeout=PATIENCE_MS,
    )
    [exchange] = second.prompt.dialogue.exchanges
    assert "Lindqvist" in exchange.attachments[0].text
    assert exchange.reading is not None
    assert exchange.reading.passages


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_file_whose_name_is_in_no_encoding_goes_with_its_prompt(
    scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        path.write_text("Buy seven lemons.")
    except OSError:
        pytest.skip("this file system takes no such name")
    tab = _open(scripted_window, tmp_path, answer=ANSWER)
    _attach(qtbot, tab, path)
    _ask(qtbot, tab, "What to buy?")
    [exchange] = tab.dialogue.exchanges
    assert exchange.text == "".join(ANSWER)
    keeper = scripted_window.history.keeper
    found: list[str] = []
    keeper.do(
        lambda history: [
            each.name
            for conversation in history.conversations()
            for message in history.shown(conversation.id)
            for each in message.attachments
        ],
        lambda names: found.extend(names or ()),
    )
    qtbot.waitUntil(lambda: bool(found), timeout=PATIENCE_MS)
    assert found == ["caf\ufffd.txt"]


@pytest.mark.parametrize("scheme", ["https://example.org", "desktop-lm:file:9:9"])
def test_other_links_are_not_ours_and_old_ones_do_no_harm(
    scripted_window: MainWindow, scheme: str
) -> None:
    assert scripted_window.prompt.attaching.show_link(scheme) == scheme.startswith("desktop-lm")
