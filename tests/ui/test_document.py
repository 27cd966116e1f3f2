from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.jobs.events import JobState
from desktop_lm.storage.history.conversation import Kind
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_search import search
from desktop_lm.tasks.prompt.continuation import ContinuationTask
from desktop_lm.tasks.prompt.prompt import PromptResult, TextAdded
from desktop_lm.ui.prompt.document.document_desk import DocumentDesk
from desktop_lm.ui.prompt.document.document_editor import DocumentEditor
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, button_in, click, press, type_text


@pytest.fixture
def tab(desk: Desk) -> PromptTab:
    desk.window.prompt.begin()
    assert desk.window.prompt.templates is not None
    click(button_in(desk.window.prompt.templates.row, "Free writing"))
    return desk.window.prompt


@pytest.fixture
def document(tab: PromptTab) -> DocumentDesk:
    return tab.documents.desk


@pytest.fixture
def editor(document: DocumentDesk) -> DocumentEditor:
    return document.page.editor


def given(desk: Desk) -> tuple[str, str]:
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, ContinuationTask)
    return task._given.before, task._given.after


def write(desk: Desk, *texts: str, state: JobState = JobState.DONE) -> None:
    """The model's part, in as many pieces."""
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    for text in texts:
        desk.runner.output(job, TextAdded(text, 1, 50.0))
        desk.deliver()
    desk.runner.change(job, state, result=PromptResult("".join(texts), 2, 50.0))
    desk.deliver()


def stored(desk: Desk, number: int) -> tuple[Kind, str, str]:
    desk.window.history.close()  # waits until all is on the disk
    history = History(paths.history_file())
    try:
        [message] = history.shown(number)
        conversation = history.conversation(number)
        return conversation.kind, conversation.title, message.text
    finally:
        history.close()


def test_the_model_goes_on_at_the_caret_in_one_step_to_undo(
    desk: Desk, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "Once upon a time. The end.")
    for _ in range(9):
        press(editor, Qt.Key.Key_Left)
    press(editor, Qt.Key.Key_Return, CONTROL)

    assert given(desk) == ("Once upon a time.", " The end.")
    type_text(editor, "not now")  # the model writes
    write(desk, " There was", " a king.")
    assert editor.text() == "Once upon a time. There was a king. The end."
    assert editor.part == " There was a king."
    assert document.page.again.isVisible()

    editor.undo()
    assert editor.text() == "Once upon a time. The end."
    assert not editor.part
    editor.redo()
    assert editor.text() == "Once upon a time. There was a king. The end."


def test_what_is_typed_while_the_model_writes_is_not_swallowed_without_a_word(
    desk: Desk, tab: PromptTab, editor: DocumentEditor
) -> None:
    type_text(editor, "Once")
    press(editor, Qt.Key.Key_Return, CONTROL)
    desk.runner.change(desk.runner.last, JobState.RUNNING)
    desk.runner.output(desk.runner.last, TextAdded(" upon", 1, 50.0))
    desk.deliver()
    press(editor, Qt.Key.Key_Left)
    assert tab.banner.sentence == ""

    type_text(editor, "x")
    assert "The model is at work" in tab.banner.sentence
    assert editor.text() == "Once upon"


def test_the_menu_changes_nothing_while_the_model_writes(
    desk: Desk, tab: PromptTab, editor: DocumentEditor
) -> None:
    type_text(editor, "Once.")
    press(editor, Qt.Key.Key_Return, CONTROL)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, TextAdded(" A king", 1, 50.0))
    desk.deliver()
    QGuiApplication.clipboard().setText("pasted")
    for key in (Qt.Key.Key_Z, Qt.Key.Key_V, Qt.Key.Key_Y):
        tab.banner.hide()
        press(editor, key, CONTROL)  # a shortcut of the menu "Edit"
        assert "at work" in tab.banner.sentence
        assert editor.text() == "Once. A king"

    desk.runner.output(job, TextAdded(" came.", 2, 50.0))
    desk.runner.change(job, JobState.DONE, result=PromptResult("", 2, 50.0))
    desk.deliver()
    assert editor.text() == "Once. A king came."
    press(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.text() == "Once."


def test_another_part_takes_the_place_of_the_one_before(
    desk: Desk, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "Once")
    click(document.page.go_on)
    write(desk, " more")
    click(document.page.again)
    assert given(desk) == ("Once", "")
    write(desk, " upon", " a time")
    assert editor.text() == "Once upon a time"
    editor.undo()
    assert editor.text() == "Once more"
    editor.redo()

    click(document.page.go_on)  # which keeps the part
    assert given(desk) == ("Once upon a time", "")
    write(desk, "!")
    assert editor.part == "!"
    click(document.page.remove)
    assert editor.text() == "Once upon a time"
    type_text(editor, ".")
    assert not editor.part


def test_stop_keeps_what_came_and_typing_accepts_it(
    desk: Desk, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "Once")
    press(editor, Qt.Key.Key_Return, CONTROL)
    desk.runner.change(desk.runner.last, JobState.RUNNING)
    desk.deliver()
    press(editor, Qt.Key.Key_Escape)
    assert desk.runner.cancelled == [desk.runner.last]
    write(desk, " upon", state=JobState.STOPPED)

    assert editor.part == " upon"
    type_text(editor, " a")
    assert editor.text() == "Once upon a"
    assert not editor.part


def test_every_letter_is_kept_and_the_first_words_are_the_name(
    qtbot: QtBot, desk: Desk, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "A letter")
    qtbot.waitUntil(lambda: document.number > 0, timeout=PATIENCE_MS)
    type_text(editor, " to my sister")
    number = document.number
    desk.window.prompt.shut()

    assert stored(desk, number) == (
        Kind.DOCUMENT, "A letter to my sister", "A letter to my sister",
    )  # fmt: skip
    history = History(paths.history_file())
    assert [hit.conversation for hit in search(history, "sister")] == [number]
    history.close()


def test_a_document_is_opened_again_from_the_history_and_at_the_next_start(
    qtbot: QtBot, desk: Desk, tab: PromptTab, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "One text")
    qtbot.waitUntil(lambda: document.number > 0, timeout=PATIENCE_MS)
    number, panel = document.number, tab.side.panel
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.list.rows), timeout=PATIENCE_MS)
    assert panel.list.rows[0].title.startswith("¶ ")
    assert tab.snapshot()["document"] == {"number": number, "text": ""}

    assert panel.list.selectedIndexes()
    tab.clear()
    assert not tab.documents.is_on
    assert tab.composer.isVisible()
    assert not panel.list.selectedIndexes()  # what is shown now is not in the history yet
    tab.open_conversation(number)
    qtbot.waitUntil(lambda: tab.documents.is_on, timeout=PATIENCE_MS)
    assert editor.text() == "One text"
    type_text(editor, "!")
    tab.clear()

    tab.restore({"document": {"number": number}})
    tab.begin()
    qtbot.waitUntil(lambda: tab.documents.is_on, timeout=PATIENCE_MS)
    assert editor.text() == "One text!"


def test_a_text_brought_back_without_its_number_is_no_second_document(
    desk: Desk, tab: PromptTab, editor: DocumentEditor
) -> None:
    type_text(editor, "Just begun")
    draft = {"document": {"number": 0, "text": "Just begun"}}
    tab.shut()
    assert tab.snapshot()["document"]["text"] in ("", "Just begun")

    tab.restore(draft)
    tab.begin()
    type_text(editor, "!")
    tab.shut()

    desk.window.history.close()
    history = History(paths.history_file())
    [only] = history.conversations()
    assert history.shown(only.id)[-1].text == "Just begun!"
    history.close()


def test_a_draft_has_the_text_until_it_is_on_the_page(
    qtbot: QtBot, desk: Desk, tab: PromptTab, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "One text")
    qtbot.waitUntil(lambda: document.number > 0, timeout=PATIENCE_MS)
    number = document.number
    tab.clear()
    draft = {"number": number, "text": "One text and more"}
    tab.restore({"document": draft})
    tab.begin()  # it is read from the history, which takes its time
    assert tab.snapshot()["document"] == draft

    qtbot.waitUntil(lambda: tab.documents.is_on, timeout=PATIENCE_MS)
    assert editor.text() == "One text and more"
    tab.clear()
    assert tab.snapshot()["document"] is None
    desk.window.close()
    assert stored(desk, number)[2] == "One text and more"


@pytest.mark.parametrize(
    "text", ["السلام عليكم 😀 يا صديقي", "שבת שמש\n\nשמש", "春眠不覺曉 👩‍👩‍👧"]
)
def test_every_script_goes_to_the_model_as_it_is(
    desk: Desk, document: DocumentDesk, editor: DocumentEditor, text: str
) -> None:
    editor.set_text(text + "END")
    caret = editor.textCursor()
    caret.movePosition(caret.MoveOperation.End)
    caret.movePosition(caret.MoveOperation.PreviousCharacter, n=3)
    editor.setTextCursor(caret)
    document.go_on()
    assert given(desk) == (text, "END")
    write(desk, " 😀", "ש")
    assert editor.text() == text + " 😀שEND"


def test_the_length_that_is_shown_is_the_one_that_is_asked_for(
    desk: Desk, tab: PromptTab, editor: DocumentEditor
) -> None:
    def lengths() -> tuple[int, int]:
        task = desk.runner.task(desk.runner.last)
        assert isinstance(task, ContinuationTask)
        return tab.composer.options.settings.length, task._given.max_tokens

    type_text(editor, "Once")
    press(editor, Qt.Key.Key_Return, CONTROL)
    assert lengths() == (160, 160)
    write(desk, " upon")

    tab.composer.options.change(length=512)
    press(editor, Qt.Key.Key_Return, CONTROL)
    assert lengths() == (512, 512)


def test_a_new_document_has_neither_form_nor_stop_texts_of_the_conversation(
    desk: Desk, tab: PromptTab, editor: DocumentEditor
) -> None:
    tab.documents.leave()
    tab.composer.options.change(form="grammar", grammar='root ::= "x"', stop=(".",), length=90)
    tab.documents.begin()
    type_text(editor, "Once")
    press(editor, Qt.Key.Key_Return, CONTROL)
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, ContinuationTask)
    given = task._given
    assert (given.sampling.grammar, given.stop, given.max_tokens) == ("", (), 90)

    tab.documents.leave()
    assert tab.composer.options.settings.stop == (".",)


def test_nothing_written_is_nothing_kept(desk: Desk, tab: PromptTab) -> None:
    press(tab.documents.desk.page.editor, Qt.Key.Key_Return, CONTROL)

    assert "no text yet" in tab.banner.sentence
    assert desk.runner.last == 0
    tab.clear()
    desk.window.history.close()
    history = History(paths.history_file())
    assert history.conversations() == ()
    history.close()


def test_the_model_goes_on_in_a_document_while_one_looks_at_something_else(
    qtbot: QtBot, desk: Desk, tab: PromptTab, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "Once")
    qtbot.waitUntil(lambda: document.number > 0, timeout=PATIENCE_MS)
    number = document.number
    press(editor, Qt.Key.Key_Return, CONTROL)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, TextAdded(" upon", 1, 50.0))
    desk.deliver()

    tab.clear()  # a conversation, and then another document
    tab.documents.begin()
    other = tab.documents.desk
    type_text(other.page.editor, "Another text")
    assert desk.runner.cancelled == []
    desk.runner.output(job, TextAdded(" a", 2, 50.0))
    desk.deliver()
    assert other.page.editor.text() == "Another text"

    tab.open_conversation(number)  # back, in the middle of it
    qtbot.waitUntil(editor.isVisible, timeout=PATIENCE_MS)
    assert tab.documents.desk is document
    assert editor.text() == "Once upon a"
    assert editor.isReadOnly()

    tab.clear()
    desk.runner.output(job, TextAdded(" time", 3, 50.0))
    desk.runner.change(job, JobState.DONE, result=PromptResult(" upon a time", 3, 50.0))
    desk.deliver()
    tab.open_conversation(number)
    qtbot.waitUntil(lambda: tab.documents.is_on, timeout=PATIENCE_MS)
    assert tab.documents.desk.page.editor.text() == "Once upon a time"
    assert not tab.documents.desk.page.editor.isReadOnly()
    tab.shut()
    assert stored(desk, number)[2] == "Once upon a time"


def test_what_is_written_out_of_sight_is_kept_when_the_window_closes(
    qtbot: QtBot, desk: Desk, tab: PromptTab, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "Once")
    qtbot.waitUntil(lambda: document.number > 0, timeout=PATIENCE_MS)
    number = document.number
    press(editor, Qt.Key.Key_Return, CONTROL)
    desk.runner.change(desk.runner.last, JobState.RUNNING)
    desk.runner.output(desk.runner.last, TextAdded(" upon", 1, 50.0))
    desk.deliver()
    tab.clear()

    tab.shut()

    assert desk.runner.cancelled == [desk.runner.last]
    assert stored(desk, number)[2] == "Once upon"


def test_a_deleted_document_leaves_the_page(
    qtbot: QtBot, tab: PromptTab, document: DocumentDesk, editor: DocumentEditor
) -> None:
    type_text(editor, "To be thrown away")
    qtbot.waitUntil(lambda: document.number > 0, timeout=PATIENCE_MS)

    tab.side.shown_deleted.emit()

    assert not tab.documents.is_on
    assert tab.composer.isVisible()
