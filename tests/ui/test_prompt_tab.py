"""Asking in the Prompt tab: what goes to the model, and when."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.tasks.prompt.prompt import TextAdded
from desktop_lm.tasks.task import Notice
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.composer import PromptBox
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from tests.ui.conftest import Desk
from tests.ui.hands import button_in, click, press, type_text
from tests.ui.prompting import answer, ask, finish, prompt_of, request_of


def test_typing_and_ctrl_enter_asks_the_model(desk: Desk) -> None:
    job = ask(desk, "Why is the sky blue?")

    assert job == 1
    assert "Why is the sky blue?" in "".join(part.text for part in request_of(desk, job).parts)


def test_the_button_does_the_same(desk: Desk, tab: PromptTab) -> None:
    type_text(tab.composer.box, "Hello")

    click(tab.composer.generate_button)

    assert desk.runner.owners == {1: "prompt"}


def test_the_text_goes_to_the_page_when_the_model_begins(
    desk: Desk, box: PromptBox, page: AnswerPage
) -> None:
    job = ask(desk, "Hello")
    assert box.text() == "Hello"

    answer(desk, job, "Good", " day")

    assert box.text() == ""
    assert page.plain_text() == "You\nHello\nSmolLM2 135M Instruct\nGood day"


def test_a_second_ctrl_enter_waits_behind_and_loses_nothing(
    desk: Desk, box: PromptBox, page: AnswerPage
) -> None:
    first = ask(desk, "First")
    answer(desk, first, "One")
    second = ask(desk, "Second")
    desk.runner.change(second, JobState.WAITING, waiting_for="prompt")
    desk.deliver()
    assert desk.status.endswith("The next text waits its turn")
    assert box.text() == "Second"

    finish(desk, first)
    answer(desk, second, "Two")
    finish(desk, second)

    assert [(e.prompt, e.text) for e in page.exchanges] == [("First", "One"), ("Second", "Two")]
    assert box.text() == ""


def test_escape_stops_what_runs_and_takes_back_what_waits(desk: Desk) -> None:
    first = ask(desk, "First")
    answer(desk, first, "One")
    second = ask(desk, "Second")
    desk.runner.change(second, JobState.WAITING, waiting_for="prompt")
    desk.deliver()

    press(desk.window.prompt.composer.box, Qt.Key.Key_Escape)

    assert sorted(desk.runner.cancelled) == [first, second]


def test_a_notice_is_shown_quietly(desk: Desk, tab: PromptTab) -> None:
    job = ask(desk, "Hello")
    desk.runner.change(job, JobState.RUNNING)

    desk.runner.output(job, Notice("characters_replaced", (("count", 2),)))
    desk.deliver()

    assert "(2)" in tab.banner.sentence
    assert tab.banner.property("tone") == "note"


def test_clear_can_be_undone(desk: Desk, tab: PromptTab, page: AnswerPage) -> None:
    job = ask(desk, "Hello")
    answer(desk, job, "Hi")
    finish(desk, job)
    before = page.plain_text()

    click(tab.composer.clear_button)
    assert not page.exchanges
    click(button_in(tab.banner, "Go back"))

    assert page.plain_text() == before


@pytest.mark.parametrize("elsewhere", ["conversation", "document"])
def test_what_was_said_of_a_new_conversation_goes_with_it(
    desk: Desk, tab: PromptTab, elsewhere: str
) -> None:
    job = ask(desk, "Hello")
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


def test_options_reach_the_request(desk: Desk, tab: PromptTab) -> None:
    click(tab.composer.options_button)
    for field, keys in (("temperature", "1.5"), ("length", "64"), ("seed", "42")):
        spin = tab.composer.options_row.boxes[field].box
        spin.setFocus()
        spin.selectAll()
        type_text(spin, keys)

    request = request_of(desk, ask(desk, "Hello"))

    assert request.sampling.temperature == 1.5
    assert request.sampling.seed == 42
    assert request.max_tokens == 64


def test_a_random_seed_is_a_new_one_each_time(desk: Desk) -> None:
    seeds = {request_of(desk, ask(desk, "x")).sampling.seed for _ in range(5)}

    assert len(seeds) == 5


def test_a_prompt_takes_the_page_along(desk: Desk, tab: PromptTab) -> None:
    first = ask(desk, "My cat is called Mia.")
    answer(desk, first, "A fine", " name.")
    second = ask(desk, "What is she called?")  # while the first is answered
    desk.runner.output(first, TextAdded(" Indeed.", 3, 50.0))
    desk.deliver()
    finish(desk, first)

    sent = prompt_of(desk, second)

    places = [sent.index(text) for text in ("Mia", "A fine name. Indeed.", "she called?")]
    assert places == sorted(places)
    assert "Mia" not in prompt_of(desk, first).replace("My cat is called Mia.", "")


def test_a_cleared_page_begins_anew(desk: Desk, tab: PromptTab) -> None:
    first = ask(desk, "My cat is called Mia.")
    answer(desk, first, "A fine name.")
    finish(desk, first)
    tab.clear()

    assert "Mia" not in prompt_of(desk, ask(desk, "What is she called?"))


def test_a_prompt_without_an_answer_is_not_taken_along(desk: Desk, tab: PromptTab) -> None:
    first = ask(desk, "My cat is called Mia.")
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
