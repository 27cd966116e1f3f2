"""Probabilities in a document: the same colours, alternatives and branches as on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_lm.messages import TokenView
from desktop_lm.storage.history.token_traces import TokenTrace
from desktop_lm.ui.prompt.document.document_desk import DocumentDesk
from desktop_lm.ui.prompt.document.document_editor import DocumentEditor
from desktop_lm.ui.prompt.document.written_part import WrittenPart
from desktop_lm.ui.prompt.inspector.inspector import TokenInspector
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.window.main_window import MainWindow
from tests.support.scripts import write_script
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import CONTROL, SHIFT, click, press, type_text

ALT = Qt.KeyboardModifier.AltModifier
OTHERS = {" sea": 0.3, " rain": 0.1}


@pytest.fixture
def tab(scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> PromptTab:
    """A document that the model has gone on with, Probabilities switched on."""
    script = write_script(tmp_path, answer=[" The", " tide", "{ids}"], alternatives=OTHERS)
    scripted_window._desk.runner.open_model(script)
    tab = scripted_window.prompt
    tab.documents.begin()
    desk = tab.documents.desk
    click(desk.page.probabilities)
    type_text(desk.page.editor, "Once.")
    press(desk.page.editor, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, desk)
    return tab


@pytest.fixture
def document(tab: PromptTab) -> DocumentDesk:
    return tab.documents.desk


@pytest.fixture
def editor(document: DocumentDesk) -> DocumentEditor:
    return document.page.editor


def settle(qtbot: QtBot, desk: DocumentDesk) -> None:
    qtbot.waitUntil(lambda: not desk.is_at_work, timeout=PATIENCE_MS)


def inspector_of(tab: PromptTab) -> TokenInspector:
    found = tab.probabilities.inspector_in(tab.documents.desk)
    assert found is not None
    return found


def spelt(editor: DocumentEditor) -> list[str]:
    """What stands where the tokens of all parts are said to stand."""
    spans = [span for part in editor.parts for span in part.spans()]
    return [text for span in spans if (text := editor.between(*span))]


def test_the_switch_is_that_of_the_conversation_and_each_token_is_drawn(
    tab: PromptTab, editor: DocumentEditor
) -> None:
    assert tab.composer.probabilities_button.isChecked()
    assert spelt(editor) == [" The", " tide"]
    drawn = [mark.cursor.selectedText() for mark in editor.extraSelections()]
    assert drawn == [" The tide", " The", " tide"]  # the part as a whole first
    click(tab.documents.desk.page.probabilities)
    assert len(editor.extraSelections()) == 1
    assert not tab.composer.probabilities_button.isChecked()


def test_alt_and_the_arrows_go_from_token_to_token_and_take_another(
    tab: PromptTab, document: DocumentDesk, editor: DocumentEditor, qtbot: QtBot
) -> None:
    press(editor, Qt.Key.Key_Home)
    for _ in range(2):
        press(editor, Qt.Key.Key_Right, ALT)
    popup = inspector_of(tab).popup
    assert [line.text for line in popup.list.rows] == ["␣tide", "␣sea", "␣rain"]
    press(editor, Qt.Key.Key_Return, ALT)
    assert popup.list.hasFocus()
    press(popup.list, Qt.Key.Key_Return)
    settle(qtbot, document)
    # The script's third token tells the ids of the last part it was asked to go on from.
    assert editor.text() == "Once. The sea The tide100"
    assert editor.parts[-1].trace is not None
    assert [view.token for view in editor.parts[-1].trace.views] == [0, 100, 0, 1, 2]
    editor.undo()
    assert editor.text() == "Once. The tide"


def test_the_pointer_shows_the_same_and_a_click_takes_it(
    tab: PromptTab, document: DocumentDesk, editor: DocumentEditor, qtbot: QtBot
) -> None:
    inspector = inspector_of(tab)
    press(editor, Qt.Key.Key_Right, ALT)
    place = inspector.picker.rect_of(inspector.picker.pick)  # type: ignore[arg-type]
    assert place is not None
    inspector.popup.hide()
    QTest.mouseMove(editor.viewport(), QPoint(1, 1))
    QTest.mouseMove(editor.viewport(), place.center())
    qtbot.waitUntil(inspector.popup.isVisible, timeout=PATIENCE_MS)
    chosen = inspector.popup.list
    click(chosen.viewport(), chosen.visualRect(chosen.model().index(1, 0)).center())
    settle(qtbot, document)
    assert editor.text().startswith("Once. sea The")


def test_tokens_stay_with_their_words_while_one_writes_around_them(editor: DocumentEditor) -> None:
    caret = editor.textCursor()
    caret.setPosition(0)
    editor.setTextCursor(caret)
    type_text(editor, "Hear: ")
    assert spelt(editor) == [" The", " tide"]
    press(editor, Qt.Key.Key_End)
    type_text(editor, " end")
    assert spelt(editor) == [" The", " tide"]
    caret.setPosition(len("Hear: Once. The ti"))
    editor.setTextCursor(caret)
    type_text(editor, "X")  # what follows did not come after this
    assert spelt(editor) == [" The"]
    editor.set_text("Another text")
    assert editor.parts == []


def test_nothing_is_offered_in_place_of_a_word_that_is_there_no_more(
    tab: PromptTab, editor: DocumentEditor, qtbot: QtBot
) -> None:
    tab.way.toggle()
    panel = tab.way.panel
    assert panel is not None
    press(editor, Qt.Key.Key_Home)
    for _ in range(2):
        press(editor, Qt.Key.Key_Right, ALT)
    popup = inspector_of(tab).popup
    assert popup.isVisible()
    press(editor, Qt.Key.Key_Home)
    type_text(editor, "Hear: ")
    assert popup.isVisible()
    assert panel.step.list.isVisible()

    press(editor, Qt.Key.Key_End)
    for _ in range(len(" tide")):
        press(editor, Qt.Key.Key_Backspace)
    assert spelt(editor) == [" The"]
    assert not popup.isVisible()
    assert not panel.step.list.isVisible()


def test_the_inspector_shows_what_goes_to_the_model_and_the_step(
    tab: PromptTab, editor: DocumentEditor, qtbot: QtBot
) -> None:
    press(editor, Qt.Key.Key_I, CONTROL | SHIFT)
    panel = tab.way.panel
    assert panel is not None
    assert tab.documents.desk.page.inspector.isChecked()
    qtbot.waitUntil(lambda: bool(panel.pieces.rows), timeout=PATIENCE_MS)
    assert any("Once" in row.text for row in panel.pieces.rows)
    press(editor, Qt.Key.Key_Home)
    press(editor, Qt.Key.Key_Right, ALT)
    assert [line.text for line in panel.step.list.rows] == ["␣The", "␣sea", "␣rain"]


def test_blanks_that_are_not_shown_are_tokens_too(qapp: object) -> None:
    document = QTextDocument("At night ")
    part = WrittenPart(document, 9, hides_blanks=True)
    views = tuple(TokenView(n, text, 1.0, ()) for n, text in enumerate([" ", " the", " 😀s"]))
    part.cursor.insertText("the 😀s")
    part.reach(9, 9 + len("the 😀s") + 1)
    part.trace = TokenTrace(views)

    assert part.hidden == 2
    assert part.spans() == [(9, 9), (9, 12), (12, 16)]
    assert part.heed_edits()
    assert part.spans() == [(9, 9), (9, 12), (12, 16)]
