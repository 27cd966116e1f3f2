from __future__ import annotations

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Count, Counted, Generate, Reply, Request
from desktop_lm.tasks.continuation import ContinuationInput, ContinuationTask
from desktop_lm.tasks.prompt import TextAdded
from tests.tasks.driving import MODEL, answered, play, prompt_text


def engine(asked: list[Generate], request: Request) -> list[Reply]:
    """A token is a word."""
    if isinstance(request, Count):
        return [Counted(request.id, len("".join(p.text for p in request.parts).split()))]
    assert isinstance(request, Generate)
    asked.append(request)
    return answered(request, "and", " on")


def run(given: ContinuationInput) -> tuple[Generate, ContinuationTask, list[object]]:
    asked: list[Generate] = []
    task = ContinuationTask(MODEL, given)
    updates = play(task, lambda request: engine(asked, request))
    return asked[0], task, updates


def test_the_answer_begins_with_the_text_before_the_caret() -> None:
    request, task, updates = run(ContinuationInput("Once upon a ", "The end.", max_tokens=9))

    assert request.parts[-1].text == "Once upon a"
    assert not request.parts[-1].special
    assert request.skip_leading_space
    assert "The end." in prompt_text(request)
    assert request.max_tokens == 9
    assert [u.text for u in updates if isinstance(u, TextAdded)] == ["and", " on"]
    assert task.result().text == "and on"


def test_inside_a_word_no_space_is_taken_away() -> None:
    request, _, _ = run(ContinuationInput("Once up"))

    assert request.parts[-1].text == "Once up"
    assert not request.skip_leading_space


def test_a_long_text_loses_its_beginning_at_a_paragraph() -> None:
    text = "".join(f"Paragraph {n} has these eight words in it.\n" for n in range(2000))

    request, task, _ = run(ContinuationInput(text))

    kept = request.parts[-1].text
    assert text.endswith(kept)
    assert kept.startswith("Paragraph ")
    assert 2500 < len(kept.split()) <= 4096 - 160
    assert task.left_out == len(text) - len(kept)


def test_there_must_be_something_to_go_on_from() -> None:
    with pytest.raises(AppError) as caught:
        ContinuationTask(MODEL, ContinuationInput(" \n", "after")).next_request(1)
    assert caught.value.code is Code.EMPTY_TEXT
