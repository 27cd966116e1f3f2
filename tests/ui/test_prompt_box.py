"""The box of the Prompt tab, and what becomes of the text in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.composer import PromptBox
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.widgets.buttons import LinkButton
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.window_state import WindowState
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import FakeRunner
from tests.ui.hands import CONTROL, SHIFT, click, press, type_text
from tests.ui.prompting import answer, ask, finish


def test_the_prompt_that_left_the_box_is_brought_back_by_undo(desk: Desk, box: PromptBox) -> None:
    answer(desk, ask(desk, "Hello"), "Hi")

    press(box, Qt.Key.Key_Z, CONTROL)

    assert box.text() == "Hello"


def test_what_was_typed_meanwhile_stays_in_the_box(
    desk: Desk, box: PromptBox, page: AnswerPage
) -> None:
    job = ask(desk, "Hello")
    type_text(box, " again")

    answer(desk, job, "Hi")

    assert box.text() == "Hello again"
    assert "You\nHello\n" in page.plain_text()


def test_a_prompt_leaves_the_box_also_while_another_conversation_is_open(
    qtbot: QtBot, desk: Desk, tab: PromptTab, box: PromptBox, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("Seven lemons.")
    tab.take_file(str(tmp_path / "note.txt"))
    qtbot.waitUntil(lambda: not tab.attaching.files.busy, timeout=PATIENCE_MS)
    job = ask(desk, "Hello")
    tab.dialogue.new()
    assert (box.text(), len(tab.attaching.paths)) == ("Hello", 1)
    answer(desk, job, "Hi")
    assert (box.text(), tab.attaching.paths) == ("", [])


def test_what_is_in_the_box_stays_when_an_answer_is_asked_for_again(
    desk: Desk, tab: PromptTab, box: PromptBox
) -> None:
    job = ask(desk, "Hello")
    answer(desk, job, "Hi")
    finish(desk, job)
    press(box, Qt.Key.Key_Up)
    assert box.text() == "Hello"
    tab.asking.answer_again(tab.dialogue.exchanges[-1])
    answer(desk, desk.runner.last, "Good day")
    assert box.text() == "Hello"


def test_arrow_up_in_an_empty_box_brings_the_last_prompt_back(desk: Desk, box: PromptBox) -> None:
    job = ask(desk, "Hello")
    answer(desk, job, "Hi")
    finish(desk, job)

    press(box, Qt.Key.Key_Up)

    assert box.text() == "Hello"


def test_an_example_is_put_into_the_box(desk: Desk, tab: PromptTab) -> None:
    example = tab.parts.invitation.findChildren(LinkButton)[0]

    click(example)

    assert tab.composer.box.text() == example.text()
    assert desk.runner.last == 0


def test_the_box_grows_with_its_text_up_to_a_third(
    desk: Desk, tab: PromptTab, box: PromptBox
) -> None:
    small = box.height()
    box.set_text("line\n" * 6)
    middle = box.height()
    box.set_text("line\n" * 600)

    assert small < middle < box.height() <= tab.height() // 3


def test_a_text_that_fits_is_not_scrolled(box: PromptBox) -> None:
    for text in ("two\nlines", "a\n北京\nb", "one\ntwo\nthree\nfour"):
        box.set_text(text)
        assert box.verticalScrollBar().maximum() == 0
    box.set_text("x" * 100_000)
    assert not box.horizontalScrollBar().isVisible()


def test_a_prompt_that_is_too_long_stays_in_the_box(
    desk: Desk, tab: PromptTab, box: PromptBox, page: AnswerPage
) -> None:
    job = ask(desk, "Very long")

    desk.runner.change(job, JobState.RUNNING)
    error = AppError(Code.PROMPT_TOO_LONG, tokens=5000, context=4096)
    desk.runner.change(job, JobState.FAILED, error=error)
    desk.deliver()

    assert box.text() == "Very long"
    assert not page.exchanges
    assert "5,000" in tab.banner.sentence
    assert "4,096" in tab.banner.sentence


def test_an_empty_prompt_gets_one_sentence_and_the_focus(
    desk: Desk, tab: PromptTab, box: PromptBox
) -> None:
    tab.composer.generate_button.setFocus()
    type_text(box, "  ")

    click(tab.composer.generate_button)

    assert desk.runner.last == 0
    assert tab.banner.sentence == "There is no text yet. Write something first."
    assert box.hasFocus()


def enter_sends(window: MainWindow) -> QAction:
    (action,) = [
        found for found in window.findChildren(QAction) if found.text() == "E&nter sends the prompt"
    ]
    return action


def test_enter_begins_a_line_and_ctrl_enter_sends(desk: Desk, box: PromptBox) -> None:
    type_text(box, "One")
    press(box, Qt.Key.Key_Return)
    type_text(box, "Two")
    assert box.text() == "One\nTwo"
    assert "Ctrl+Enter sends it" in box.placeholderText()
    assert desk.runner.last == 0


def test_enter_sends_where_that_was_chosen_also_at_the_next_start(
    desk: Desk, box: PromptBox, make_window: MakeWindow
) -> None:
    enter_sends(desk.window).trigger()
    assert "Enter sends it, Shift+Enter" in box.placeholderText()
    type_text(box, "One")
    press(box, Qt.Key.Key_Return, SHIFT)
    type_text(box, "Two")
    assert (box.text(), desk.runner.last) == ("One\nTwo", 0)

    press(box, Qt.Key.Key_Return)

    assert desk.runner.last == 1
    answer(desk, 1, "Hi")
    assert box.text() == ""
    state = WindowState.from_json(desk.window._state.to_json())
    again = make_window(FakeRunner, state=state)
    assert enter_sends(again).isChecked()
    assert again.prompt.composer.box.enter_sends
