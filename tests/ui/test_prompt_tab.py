from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.messages import Count, Generate, StopReason
from desktop_lm.tasks.prompt.prompt import PromptRead, PromptResult, PromptTask, TextAdded
from desktop_lm.tasks.task import Notice
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.composer import PromptBox
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.widgets.buttons import LinkButton
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, SHIFT, button_in, click, press, type_text


@pytest.fixture
def tab(desk: Desk) -> PromptTab:
    return desk.window.prompt


@pytest.fixture
def box(tab: PromptTab) -> PromptBox:
    return tab.composer.box


@pytest.fixture
def page(tab: PromptTab) -> AnswerPage:
    return tab.page


def ask(qtbot: QtBot, desk: Desk, text: str) -> int:
    """Type and press Ctrl+Enter; the job's number comes back."""
    box = desk.window.prompt.composer.box
    type_text(box, text)
    press(box, Qt.Key.Key_Return, CONTROL)
    return desk.runner.last


def answer(desk: Desk, job: int, *texts: str) -> None:
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, PromptRead(3, 3, 0))
    desk.runner.output(job, *(TextAdded(text, 1, 50.0) for text in texts))
    desk.deliver()


def finish(desk: Desk, job: int, reason: StopReason = StopReason.END) -> None:
    desk.runner.change(job, JobState.DONE, result=PromptResult("", 2, 50.0, reason, context_used=5))
    desk.deliver()


def request_of(desk: Desk, job: int) -> Generate:
    task = desk.runner.task(job)
    assert isinstance(task, PromptTask)
    request = task.next_request(1)
    assert isinstance(request, Generate)
    return request


def test_typing_and_ctrl_enter_asks_the_model(qtbot: QtBot, desk: Desk) -> None:
    job = ask(qtbot, desk, "Why is the sky blue?")

    assert job == 1
    assert "Why is the sky blue?" in "".join(part.text for part in request_of(desk, job).parts)


def test_the_button_does_the_same(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    type_text(tab.composer.box, "Hello")

    click(tab.composer.generate_button)

    assert desk.runner.owners == {1: "prompt"}


def test_the_text_goes_to_the_page_when_the_model_begins(
    qtbot: QtBot, desk: Desk, box: PromptBox, page: AnswerPage
) -> None:
    job = ask(qtbot, desk, "Hello")
    assert box.text() == "Hello"

    answer(desk, job, "Good", " day")

    assert box.text() == ""
    assert page.plain_text() == "You\nHello\nSmolLM2 135M Instruct\nGood day"


def test_the_prompt_that_left_the_box_is_brought_back_by_undo(
    qtbot: QtBot, desk: Desk, box: PromptBox
) -> None:
    answer(desk, ask(qtbot, desk, "Hello"), "Hi")

    press(box, Qt.Key.Key_Z, CONTROL)

    assert box.text() == "Hello"


def test_what_was_typed_meanwhile_stays_in_the_box(
    qtbot: QtBot, desk: Desk, box: PromptBox, page: AnswerPage
) -> None:
    job = ask(qtbot, desk, "Hello")
    type_text(box, " again")

    answer(desk, job, "Hi")

    assert box.text() == "Hello again"
    assert "You\nHello\n" in page.plain_text()


def test_an_empty_prompt_gets_one_sentence_and_the_focus(
    qtbot: QtBot, desk: Desk, tab: PromptTab, box: PromptBox
) -> None:
    tab.composer.generate_button.setFocus()
    type_text(box, "  ")

    click(tab.composer.generate_button)

    assert desk.runner.last == 0
    assert tab.banner.sentence == "There is no text yet. Write something first."
    assert box.hasFocus()


def test_a_second_ctrl_enter_waits_behind_and_loses_nothing(
    qtbot: QtBot, desk: Desk, box: PromptBox, page: AnswerPage
) -> None:
    first = ask(qtbot, desk, "First")
    answer(desk, first, "One")
    second = ask(qtbot, desk, "Second")
    desk.runner.change(second, JobState.WAITING, waiting_for="prompt")
    desk.deliver()
    assert desk.status.endswith("The next text waits its turn")
    assert box.text() == "Second"

    finish(desk, first)
    answer(desk, second, "Two")
    finish(desk, second)

    assert [(e.prompt, e.text) for e in page.exchanges] == [("First", "One"), ("Second", "Two")]
    assert box.text() == ""


def test_an_answer_grows_on_as_it_was_when_what_waits_is_taken_back(
    qtbot: QtBot, desk: Desk, page: AnswerPage
) -> None:
    first = ask(qtbot, desk, "One?")
    answer(desk, first, "**Bold** and")
    second = ask(qtbot, desk, "Two?")
    desk.runner.change(second, JobState.STOPPED)
    desk.runner.output(first, TextAdded(" `code", 2, 50.0))
    desk.deliver()
    assert page.plain_text().endswith("\n**Bold** and `code")

    desk.runner.output(first, TextAdded("`", 3, 50.0))
    finish(desk, first)
    assert page.plain_text().endswith("\nBold and code")


def test_escape_stops_what_runs_and_takes_back_what_waits(qtbot: QtBot, desk: Desk) -> None:
    first = ask(qtbot, desk, "First")
    answer(desk, first, "One")
    second = ask(qtbot, desk, "Second")
    desk.runner.change(second, JobState.WAITING, waiting_for="prompt")
    desk.deliver()

    press(desk.window.prompt.composer.box, Qt.Key.Key_Escape)

    assert sorted(desk.runner.cancelled) == [first, second]


def test_a_stopped_answer_is_kept_and_marked(qtbot: QtBot, desk: Desk, page: AnswerPage) -> None:
    job = ask(qtbot, desk, "Hello")
    answer(desk, job, "Some of it")

    desk.runner.change(job, JobState.STOPPED, result=PromptResult("Some of it"))
    desk.deliver()

    assert page.plain_text().endswith("Some of it\nStopped  Continue from here")
    assert desk.status == "Stopped. The text so far is kept."


def test_an_answer_cut_at_its_length_says_so(qtbot: QtBot, desk: Desk, page: AnswerPage) -> None:
    job = ask(qtbot, desk, "Hello")
    answer(desk, job, "Long")

    finish(desk, job, StopReason.LENGTH)

    assert "Ended at the chosen length" in page.plain_text()


def test_an_answer_that_goes_on_behind_its_length_is_kept_whole(
    qtbot: QtBot, desk: Desk, tab: PromptTab, page: AnswerPage
) -> None:
    first = ask(qtbot, desk, "Hello")
    answer(desk, first, "Good")
    finish(desk, first, StopReason.LENGTH)
    former = tab.dialogue.new()
    qtbot.waitUntil(lambda: former.number > 0, timeout=PATIENCE_MS)
    tab.dialogue.bring(former.number)
    qtbot.waitUntil(lambda: len(tab.dialogue.exchanges) == 1, timeout=PATIENCE_MS)
    assert "Ended at the chosen length of 2 tokens." in page.plain_text()

    tab.asking.go_on()
    answer(desk, desk.runner.last, " day")
    finish(desk, desk.runner.last)
    tab.dialogue.new()
    tab.dialogue.bring(former.number)
    qtbot.waitUntil(lambda: len(tab.dialogue.exchanges) == 1, timeout=PATIENCE_MS)
    assert tab.dialogue.exchanges[0].text == "Good day"
    assert "Ended at" not in page.plain_text()


def test_a_dead_engine_keeps_the_text_and_offers_to_try_again(
    qtbot: QtBot, desk: Desk, tab: PromptTab, page: AnswerPage
) -> None:
    job = ask(qtbot, desk, "Hello")
    answer(desk, job, "Half an ans")
    desk.runner.change(
        job,
        JobState.FAILED,
        error=AppError(Code.ENGINE_KILLED),
        result=PromptResult("Half an ans"),
    )
    desk.deliver()
    assert "Half an ans" in page.plain_text()
    assert tab.banner.sentence.startswith("The engine was ended from outside")

    click(button_in(tab.banner, "Try again"))

    assert "Hello" in "".join(part.text for part in request_of(desk, desk.runner.last).parts)
    assert tab.banner.sentence == ""


def test_a_prompt_that_is_too_long_stays_in_the_box(
    qtbot: QtBot, desk: Desk, tab: PromptTab, box: PromptBox, page: AnswerPage
) -> None:
    job = ask(qtbot, desk, "Very long")

    desk.runner.change(job, JobState.RUNNING)
    error = AppError(Code.PROMPT_TOO_LONG, tokens=5000, context=4096)
    desk.runner.change(job, JobState.FAILED, error=error)
    desk.deliver()

    assert box.text() == "Very long"
    assert not page.exchanges
    assert "5,000" in tab.banner.sentence
    assert "4,096" in tab.banner.sentence


def test_many_pieces_are_one_insert(qtbot: QtBot, desk: Desk, page: AnswerPage) -> None:
    job = ask(qtbot, desk, "Hello")
    answer(desk, job, "Begin")
    changes: list[int] = []
    page.document().contentsChange.connect(lambda *change: changes.append(change[2]))

    desk.runner.output(job, *(TextAdded("x", n, 90.0) for n in range(200)))
    desk.deliver()

    assert sum(changes) == 200
    assert len(changes) <= 2  # after a quiet while the first comes out alone
    assert page.plain_text().endswith("Begin" + "x" * 200)


def test_a_notice_is_shown_quietly(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    job = ask(qtbot, desk, "Hello")
    desk.runner.change(job, JobState.RUNNING)

    desk.runner.output(job, Notice("characters_replaced", (("count", 2),)))
    desk.deliver()

    assert "(2)" in tab.banner.sentence
    assert tab.banner.property("tone") == "note"


def test_clear_can_be_undone(qtbot: QtBot, desk: Desk, tab: PromptTab, page: AnswerPage) -> None:
    job = ask(qtbot, desk, "Hello")
    answer(desk, job, "Hi")
    finish(desk, job)
    before = page.plain_text()

    click(tab.composer.clear_button)
    assert not page.exchanges
    click(button_in(tab.banner, "Go back"))

    assert page.plain_text() == before


@pytest.mark.parametrize("elsewhere", ["conversation", "document"])
def test_what_was_said_of_a_new_conversation_goes_with_it(
    qtbot: QtBot, desk: Desk, tab: PromptTab, elsewhere: str
) -> None:
    job = ask(qtbot, desk, "Hello")
    finish(desk, job)
    former = tab.dialogue.conversation
    click(tab.composer.clear_button)
    assert "A new conversation" in tab.banner.sentence

    if elsewhere == "conversation":
        tab.dialogue.show(former)
        assert tab.dialogue.exchanges
    else:
        tab.documents.begin()

    assert tab.banner.sentence == ""


def test_an_answer_goes_on_while_another_conversation_is_open(
    qtbot: QtBot, desk: Desk, tab: PromptTab, page: AnswerPage
) -> None:
    first = ask(qtbot, desk, "Hello")
    answer(desk, first, "Hi")
    click(tab.composer.clear_button)
    second = ask(qtbot, desk, "Another matter")

    desk.runner.output(first, TextAdded(" there", 2, 50.0))
    desk.deliver()
    finish(desk, first)
    answer(desk, second, "Yes?")

    assert "Hi" not in page.plain_text()
    assert page.plain_text().endswith("Yes?")
    assert "Hello" not in prompt_of(desk, second), "it is no part of this conversation"
    finish(desk, second)
    tab.open_conversation(1)
    qtbot.waitUntil(lambda: page.plain_text().endswith("Hi there"), timeout=PATIENCE_MS)


def test_a_prompt_leaves_the_box_also_while_another_conversation_is_open(
    qtbot: QtBot, desk: Desk, tab: PromptTab, box: PromptBox, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("Seven lemons.")
    tab.take_file(str(tmp_path / "note.txt"))
    qtbot.waitUntil(lambda: not tab.attaching.files.busy, timeout=PATIENCE_MS)
    job = ask(qtbot, desk, "Hello")
    tab.dialogue.new()
    assert (box.text(), len(tab.attaching.paths)) == ("Hello", 1)
    answer(desk, job, "Hi")
    assert (box.text(), tab.attaching.paths) == ("", [])


def test_what_is_in_the_box_stays_when_an_answer_is_asked_for_again(
    qtbot: QtBot, desk: Desk, tab: PromptTab, box: PromptBox
) -> None:
    job = ask(qtbot, desk, "Hello")
    answer(desk, job, "Hi")
    finish(desk, job)
    press(box, Qt.Key.Key_Up)
    assert box.text() == "Hello"
    tab.asking.answer_again(tab.dialogue.exchanges[-1])
    answer(desk, desk.runner.last, "Good day")
    assert box.text() == "Hello"


def test_copy_takes_the_last_answer(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    for prompt, words in (("One", "First"), ("Two", "Second\u00a0!")):
        job = ask(qtbot, desk, prompt)
        answer(desk, job, words)
        finish(desk, job)

    press(tab.composer.box, Qt.Key.Key_C, CONTROL | SHIFT)

    assert QGuiApplication.clipboard().text() == "Second\u00a0!"


def test_arrow_up_in_an_empty_box_brings_the_last_prompt_back(
    qtbot: QtBot, desk: Desk, box: PromptBox
) -> None:
    job = ask(qtbot, desk, "Hello")
    answer(desk, job, "Hi")
    finish(desk, job)

    press(box, Qt.Key.Key_Up)

    assert box.text() == "Hello"


def test_options_reach_the_request(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    click(tab.composer.options_button)
    for field, keys in (("temperature", "1.5"), ("length", "64"), ("seed", "42")):
        spin = tab.composer.options_row.boxes[field].box
        spin.setFocus()
        spin.selectAll()
        type_text(spin, keys)

    request = request_of(desk, ask(qtbot, desk, "Hello"))

    assert request.sampling.temperature == 1.5
    assert request.sampling.seed == 42
    assert request.max_tokens == 64


def test_a_random_seed_is_a_new_one_each_time(qtbot: QtBot, desk: Desk) -> None:
    seeds = {request_of(desk, ask(qtbot, desk, "x")).sampling.seed for _ in range(5)}

    assert len(seeds) == 5


def test_an_example_is_put_into_the_box(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    example = tab.parts.invitation.findChildren(LinkButton)[0]

    click(example)

    assert tab.composer.box.text() == example.text()
    assert desk.runner.last == 0


def test_the_box_grows_with_its_text_up_to_a_third(
    qtbot: QtBot, desk: Desk, tab: PromptTab, box: PromptBox
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


def prompt_of(desk: Desk, job: int) -> str:
    """All the text that goes to the model, in a model without a template."""
    task = desk.runner.task(job)
    assert isinstance(task, PromptTask)
    request = task.next_request(1)
    assert isinstance(request, Generate | Count)
    return "".join(part.text for part in request.parts)


def test_a_prompt_takes_the_page_along(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    first = ask(qtbot, desk, "My cat is called Mia.")
    answer(desk, first, "A fine", " name.")
    second = ask(qtbot, desk, "What is she called?")  # while the first is answered
    desk.runner.output(first, TextAdded(" Indeed.", 3, 50.0))
    desk.deliver()
    finish(desk, first)

    sent = prompt_of(desk, second)

    places = [sent.index(text) for text in ("Mia", "A fine name. Indeed.", "she called?")]
    assert places == sorted(places)
    assert "Mia" not in prompt_of(desk, first).replace("My cat is called Mia.", "")


def test_a_cleared_page_begins_anew(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    first = ask(qtbot, desk, "My cat is called Mia.")
    answer(desk, first, "A fine name.")
    finish(desk, first)
    tab.clear()

    assert "Mia" not in prompt_of(desk, ask(qtbot, desk, "What is she called?"))


def test_a_prompt_without_an_answer_is_not_taken_along(
    qtbot: QtBot, desk: Desk, tab: PromptTab
) -> None:
    first = ask(qtbot, desk, "My cat is called Mia.")
    desk.runner.change(first, JobState.RUNNING)
    desk.runner.change(first, JobState.FAILED, error=AppError(Code.ENGINE_CRASHED, reason="x"))
    desk.deliver()

    tab.retry()

    assert prompt_of(desk, desk.runner.last).count("Mia") == 1


def test_the_keyboard_comes_to_the_box_when_the_banner_goes(desk: Desk) -> None:
    tab = desk.window.prompt
    done: list[str] = []
    for banner in (tab.banner, desk.window.banner):
        for name in ("Act", "Close"):
            banner.show_note("Said.", [("Act", lambda: done.append("acted"))])
            button = button_in(banner, name)
            button.setFocus()
            press(button, Qt.Key.Key_Space)
            assert banner.sentence == ""
            assert tab.composer.box.hasFocus()
    assert done == ["acted", "acted"]
