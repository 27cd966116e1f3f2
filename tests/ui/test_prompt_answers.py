"""What the page shows of an answer, however it ends."""

from __future__ import annotations

from contextlib import closing

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.messages import StopReason
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.tasks.prompt.prompt import PromptResult, TextAdded
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, SHIFT, button_in, click, press
from tests.ui.prompting import answer, ask, finish, prompt_of, request_of


def test_an_answer_grows_on_as_it_was_when_what_waits_is_taken_back(
    desk: Desk, page: AnswerPage
) -> None:
    first = ask(desk, "One?")
    answer(desk, first, "**Bold** and")
    second = ask(desk, "Two?")
    desk.runner.change(second, JobState.STOPPED)
    desk.runner.output(first, TextAdded(" `code", 2, 50.0))
    desk.deliver()
    assert page.plain_text().endswith("\n**Bold** and `code")

    desk.runner.output(first, TextAdded("`", 3, 50.0))
    finish(desk, first)
    assert page.plain_text().endswith("\nBold and code")


def test_a_stopped_answer_is_kept_and_marked(desk: Desk, page: AnswerPage) -> None:
    job = ask(desk, "Hello")
    answer(desk, job, "Some of it")

    desk.runner.change(job, JobState.STOPPED, result=PromptResult("Some of it"))
    desk.deliver()

    assert page.plain_text().endswith("Some of it\nStopped  Continue from here")
    assert desk.status == "Stopped. The text so far is kept."


def test_an_answer_cut_at_its_length_says_so(desk: Desk, page: AnswerPage) -> None:
    job = ask(desk, "Hello")
    answer(desk, job, "Long")

    finish(desk, job, StopReason.LENGTH)

    assert "Ended at the chosen length" in page.plain_text()


def test_an_answer_that_goes_on_behind_its_length_is_kept_whole(
    qtbot: QtBot, desk: Desk, tab: PromptTab, page: AnswerPage
) -> None:
    first = ask(desk, "Hello")
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
    desk: Desk, tab: PromptTab, page: AnswerPage
) -> None:
    job = ask(desk, "Hello")
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


def test_what_can_be_done_about_an_answer_goes_with_its_page(
    qtbot: QtBot, desk: Desk, tab: PromptTab
) -> None:
    job = ask(desk, "Hello")
    answer(desk, job, "Half an ans")
    desk.runner.change(job, JobState.FAILED, error=AppError(Code.ENGINE_KILLED))
    desk.deliver()
    failed = tab.dialogue.conversation
    assert tab.banner.sentence.startswith("The engine was ended from outside")

    qtbot.waitUntil(lambda: failed.number > 0, timeout=PATIENCE_MS)
    tab.dialogue.show(failed)
    assert tab.banner.sentence

    tab.dialogue.new()
    assert tab.banner.sentence == "", "it would be done to another conversation"


def test_that_an_answer_was_broken_off_is_said_on_its_page_only(
    qtbot: QtBot, tab: PromptTab
) -> None:
    with closing(History(paths.history_file())) as history:
        number = history.begin()
        asked = history.add(number, None, Role.USER, "Why?")
        history.add(number, asked, Role.ASSISTANT, "Bec", state=TextState.INTERRUPTED)
    tab.open_conversation(number)
    qtbot.waitUntil(lambda: "broken off" in tab.banner.sentence, timeout=PATIENCE_MS)

    tab.dialogue.new()
    assert tab.banner.sentence == ""


def test_many_pieces_are_one_insert(desk: Desk, page: AnswerPage) -> None:
    job = ask(desk, "Hello")
    answer(desk, job, "Begin")
    changes: list[int] = []
    page.document().contentsChange.connect(lambda *change: changes.append(change[2]))

    desk.runner.output(job, *(TextAdded("x", n, 90.0) for n in range(200)))
    desk.deliver()

    assert sum(changes) == 200
    assert len(changes) <= 2  # after a quiet while the first comes out alone
    assert page.plain_text().endswith("Begin" + "x" * 200)


def test_copy_takes_the_last_answer(desk: Desk, tab: PromptTab) -> None:
    for prompt, words in (("One", "First"), ("Two", "Second\u00a0!")):
        job = ask(desk, prompt)
        answer(desk, job, words)
        finish(desk, job)

    press(tab.composer.box, Qt.Key.Key_C, CONTROL | SHIFT)

    assert QGuiApplication.clipboard().text() == "Second\u00a0!"


def test_an_answer_goes_on_while_another_conversation_is_open(
    qtbot: QtBot, desk: Desk, tab: PromptTab, page: AnswerPage
) -> None:
    first = ask(desk, "Hello")
    answer(desk, first, "Hi")
    click(tab.composer.clear_button)
    second = ask(desk, "Another matter")

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
