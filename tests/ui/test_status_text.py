from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop_lm.jobs.events import (
    Event,
    JobChanged,
    JobOutput,
    JobState,
    ModelChanged,
    ModelState,
    UnloadReason,
)
from desktop_lm.messages import StopReason
from desktop_lm.tasks.prompt.prompt import PromptRead, PromptResult, TextAdded
from desktop_lm.tasks.sentiment.many_texts import ManyResult
from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.one_text import SentencesScored, SentenceVerdict
from desktop_lm.tasks.translation.updates import SegmentDone, TranslationText
from desktop_lm.ui.translation.pace import TranslationPace
from desktop_lm.ui.window.status_text import StatusText
from tests.ui.fake_runner import STARTER, model_info

LOADING = ModelChanged(ModelState.LOADING, STARTER, fraction=0.4)
READY = ModelChanged(ModelState.READY, STARTER, info=model_info())


@pytest.fixture
def status(qapp: QApplication) -> StatusText:
    return StatusText()


def follow(status: StatusText, *events: Event) -> StatusText:
    for event in events:
        status.follow(event)
    return status


def waiting(job: int, owner: str, waiting_for: str = "") -> JobChanged:
    return JobChanged(job, owner, JobState.WAITING, waiting_for)


def running(job: int, owner: str) -> JobChanged:
    return JobChanged(job, owner, JobState.RUNNING)


def test_loading_is_told_with_name_and_progress(status: StatusText) -> None:
    assert follow(status, LOADING).say("prompt").text == "Loading SmolLM2 135M Instruct, 40%"


def test_a_job_asked_for_while_loading_says_that_it_waits(status: StatusText) -> None:
    said = follow(status, LOADING, waiting(1, "prompt")).say("prompt")

    assert said.text == "Waiting for SmolLM2 135M Instruct, 40% loaded"
    assert said.stop_job == 1


def test_writing_is_told_with_its_rate(status: StatusText) -> None:
    update = JobOutput(1, "prompt", TextAdded("Hello", 5, 92.3))

    said = follow(status, READY, running(1, "prompt"), update).say("prompt")

    assert said.text == "Writing, 92 tokens/s"
    assert said.stop_job == 1


def test_reading_a_long_prompt_is_told_with_progress(status: StatusText) -> None:
    update = JobOutput(1, "prompt", PromptRead(512, 2048, 0))

    said = follow(status, READY, running(1, "prompt"), update).say("prompt")

    assert said.text == "Reading the prompt, 25%"


def test_a_tab_that_waits_for_another_says_for_which(status: StatusText) -> None:
    follow(status, READY, running(1, "translation"), waiting(2, "prompt", "translation"))

    assert status.say("prompt").text == "Waiting for the translation"
    assert status.say("prompt").stop_job == 2
    assert status.say("sentiment").text == "The translation is being written"
    assert status.say("sentiment").stop_job == 1


def test_a_text_that_waits_behind_the_tabs_own_job_is_told(status: StatusText) -> None:
    update = JobOutput(1, "prompt", TextAdded("Hello", 5, 92.3))
    follow(status, READY, running(1, "prompt"), update, waiting(2, "prompt", "prompt"))

    assert status.say("prompt").text == ("Writing, 92 tokens/s. The next text waits its turn")


def test_a_waiting_job_that_was_replaced_leaves_the_newer_one(status: StatusText) -> None:
    follow(status, READY, running(1, "translation"), waiting(2, "prompt", "translation"))
    follow(status, JobChanged(2, "prompt", JobState.STOPPED), waiting(3, "prompt", "translation"))

    assert status.say("prompt").text == "Waiting for the translation"
    assert status.say("prompt").stop_job == 3


def test_stopping_is_told_at_once_and_then_that_the_text_is_kept(status: StatusText) -> None:
    follow(status, READY, running(1, "prompt"), JobChanged(1, "prompt", JobState.STOPPING))
    assert status.say("prompt").text == "Stopping"

    follow(status, JobChanged(1, "prompt", JobState.STOPPED, result=PromptResult("Some")))
    assert status.say("prompt").text == "Stopped. The text so far is kept."
    assert status.say("sentiment").text == "Ready"


def test_a_part_of_a_table_says_nothing_when_it_ends_and_a_stop_keeps_what_is_judged(
    status: StatusText,
) -> None:
    follow(status, READY, running(1, "sentiment"))
    follow(status, JobChanged(1, "sentiment", JobState.DONE, result=ManyResult(7)))
    assert status.say("sentiment").text == "Ready"

    follow(status, running(2, "sentiment"))
    follow(status, JobChanged(2, "sentiment", JobState.STOPPED, result=ManyResult(3)))
    assert status.say("sentiment").text == "Stopped. What is judged is kept."


def test_the_end_is_told_with_tokens_and_rate(status: StatusText) -> None:
    result = PromptResult("Text", 412, 92.4, StopReason.END, 430)

    follow(status, READY, running(1, "prompt"))
    follow(status, JobChanged(1, "prompt", JobState.DONE, result=result))

    assert status.say("prompt").text == "Finished: 412 tokens, 92 tokens/s"
    assert not status.say("prompt").busy


def test_sentences_are_counted_as_they_are_judged(status: StatusText) -> None:
    verdict = Verdict((0.7, 0.2, 0.1), unsure=False)
    update = SentencesScored(0, (SentenceVerdict(0, 4, verdict), SentenceVerdict(5, 9, verdict)))
    follow(status, READY, running(1, "sentiment"))

    follow(status, *[JobOutput(1, "sentiment", update)] * 3)

    assert status.say("sentiment").text == "Judging, 6 sentences so far"


def test_a_translation_tells_the_part_it_is_at(status: StatusText) -> None:
    update = JobOutput(1, "translation", SegmentDone(2, 12, 0, 1, 0, 1, 80.0))

    said = follow(status, READY, running(1, "translation"), update).say("translation")

    assert said.text == "Translating, part 4 of 12"


def test_a_translation_tells_its_speed_and_the_time_left_without_what_was_known() -> None:
    now = [0.0]
    pace = TranslationPace(clock=lambda: now[0])
    said = [
        pace.take(update)
        for number in range(3)
        for update in (
            TranslationText("Alles, was schon da war. "),
            SegmentDone(number, 13, 0, 1, 0, 1, 0.0, known=True),
        )
    ]
    now[0] = 4.0
    for number in (3, 4):
        pace.take(TranslationText("zehn Wörter sind es in diesem Satz und das genügt "))
        said.append(pace.take(SegmentDone(number, 13, 0, 1, 0, 1, 0.0)))

    assert said[-2] == "Translating, part 5 of 13"
    assert said[-1] == "Part 6 of 13, 5.0 words/s, 0:16 left"


def test_an_unloaded_model_is_told_to_come_back(status: StatusText) -> None:
    said = follow(status, READY, ModelChanged(ModelState.NONE, STARTER)).say("prompt")

    assert said.text == "Loads with the next request"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (UnloadReason.PRESSURE, "Memory is short: unloaded for now"),
        (UnloadReason.IDLE, "Unloaded after a while without use"),
        (UnloadReason.ROOM, "Unloaded to make room for another"),
        (UnloadReason.ASKED, "Unloaded until the next request"),
    ],
)
def test_a_model_that_left_by_itself_says_why(
    status: StatusText, why: UnloadReason, words: str
) -> None:
    said = follow(status, READY, ModelChanged(ModelState.NONE, STARTER, why=why)).say("prompt")

    assert said.text == words


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (UnloadReason.PRESSURE, "Memory is short: unloaded for now"),
        (UnloadReason.IDLE, "Unloaded after a while without use"),
        (UnloadReason.ASKED, "Unloaded until the next request"),
    ],
)
def test_that_a_model_left_is_said_over_what_a_job_came_to(
    status: StatusText, why: UnloadReason, words: str
) -> None:
    done = JobChanged(1, "prompt", JobState.DONE, result=PromptResult("Text", 5, 9.0))
    gone = ModelChanged(ModelState.NONE, STARTER, why=why)
    follow(status, READY, running(1, "prompt"), done, gone)
    assert status.say("prompt").text == words

    follow(status, READY)
    assert status.say("prompt").text.startswith("Finished")


def test_before_anything_came_it_is_starting(status: StatusText) -> None:
    assert status.say("prompt").text == "Starting"
