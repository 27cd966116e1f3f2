"""The prompt task: one request, and an account of the answer."""

from __future__ import annotations

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Generate, PromptProgress, Sampling, StopReason, Text
from desktop_lm.tasks.prompt import PromptInput, PromptRead, PromptTask, TextAdded
from desktop_lm.tasks.task import Notice
from tests.tasks.driving import MODEL, answered, done, play, prompt_text


def test_the_request_carries_what_was_asked() -> None:
    given = PromptInput("Why?", "Be brief.", Sampling(seed=5, temperature=0.1), max_tokens=7)
    request = PromptTask(MODEL, given).next_request(3)
    assert isinstance(request, Generate)
    assert (request.id, request.max_tokens, request.sampling) == (3, 7, given.sampling)
    assert prompt_text(request).index("Be brief.") < prompt_text(request).index("Why?")


def test_updates_tell_the_answer_and_the_result_sums_it_up() -> None:
    task = PromptTask(MODEL, PromptInput("Why?"))
    updates = play(
        task, lambda request: [PromptProgress(request.id, 10, 10, 4), *answered(request, "a", "b")]
    )
    assert PromptRead(10, 10, 4) in updates
    assert [u.text for u in updates if isinstance(u, TextAdded)] == ["a", "b"]
    result = task.result()
    assert (result.text, result.tokens, result.context_used) == ("ab", 2, 12)
    assert result.tokens_per_second == pytest.approx(50)
    assert result.stop_reason is StopReason.END


def test_an_unfinished_answer_is_a_cancelled_one_with_its_text() -> None:
    task = PromptTask(MODEL, PromptInput("Why?"))
    request = task.next_request(1)
    assert request is not None
    list(task.feed(Text(1, "so far", 2)))
    assert task.result().text == "so far"
    assert task.result().stop_reason is StopReason.CANCELLED
    list(task.feed(done(request, 2, StopReason.LENGTH)))
    assert task.result().stop_reason is StopReason.LENGTH


@pytest.mark.parametrize("text", ["", "  \n\t", "\0\0"])
def test_a_blank_prompt_is_refused(text: str) -> None:
    with pytest.raises(AppError) as caught:
        PromptTask(MODEL, PromptInput(text)).next_request(1)
    assert caught.value.code is Code.EMPTY_TEXT


def test_what_is_no_text_is_replaced_and_said_so() -> None:
    task = PromptTask(MODEL, PromptInput("a\0b\ud800c"))
    updates = play(task, lambda request: answered(request, "x"))
    assert Notice("characters_replaced", (("count", 2),)) in updates
    prompt = prompt_text(PromptTask(MODEL, PromptInput("a\0b\ud800c")).next_request(1))  # type: ignore[arg-type]
    assert "\0" not in prompt
    assert "\ud800" not in prompt


def test_a_model_without_a_template_is_said_to_be_one() -> None:
    updates = play(PromptTask(MODEL, PromptInput("x")), lambda request: answered(request, "y"))
    assert Notice("template_replaced", (("reason", "no_template"),)) in updates
