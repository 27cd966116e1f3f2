from __future__ import annotations

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Count, Counted, Generate, Inspect, PromptPart, Reply, Request
from desktop_lm.tasks.context_use import ContextUse, estimated, use_task
from desktop_lm.tasks.prompt.continuation import ContinuationInput, ContinuationTask
from desktop_lm.tasks.prompt.prompt import TextAdded, TokensSeen
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


def test_what_is_kept_of_a_long_text_begins_at_the_same_place_while_more_is_written() -> None:
    text = "".join(f"Paragraph {n} has these eight words in it.\n" for n in range(2000))
    begins = set()
    for more in range(100):
        written = text + "word " * more + "end"
        request, _, _ = run(ContinuationInput(written))
        kept = request.parts[-1].text
        assert written.endswith(kept)
        assert 2500 < len(kept.split()) <= 4096 - 160
        begins.add(len(written) - len(kept))
    assert len(begins) <= 2


def test_there_must_be_something_to_go_on_from() -> None:
    with pytest.raises(AppError) as caught:
        ContinuationTask(MODEL, ContinuationInput(" \n", "after")).next_request(1)
    assert caught.value.code is Code.EMPTY_TEXT


def used(given: ContinuationInput) -> ContextUse:
    task = use_task(MODEL, given)
    play(task, lambda request: engine([], request))
    use = task.result()
    assert isinstance(use, ContextUse)
    return use


def test_what_a_text_takes_is_counted_as_it_will_be_sent() -> None:
    given = ContinuationInput("Once upon a time", system="Be brief.", max_tokens=100)
    use = used(given)
    asked: list[Generate] = []
    play(ContinuationTask(MODEL, given), lambda request: engine(asked, request))

    assert use.used == len("".join(part.text for part in asked[0].parts).split())
    assert use.prompt in (3, 4)  # the first word may stick to what the template ends with
    assert (use.room, use.unread, use.exact) == (100, 0, True)
    assert used(ContinuationInput(" ")).prompt == 0
    guess = estimated(given, 4096, 4.0)
    assert (guess.prompt, guess.exact, guess.document) == (4, False, True)


def test_what_the_model_will_not_see_of_a_long_text_is_told() -> None:
    text = "word " * 9000
    task = ContinuationTask(MODEL, ContinuationInput(text))
    play(task, lambda request: engine([], request))

    assert used(ContinuationInput(text)).unread == task.left_out > 0
    guess = estimated(ContinuationInput(text), 4096, 5.0)
    assert guess.unread == pytest.approx(task.left_out, rel=0.1)
    assert guess.used < guess.size


def test_it_goes_on_from_tokens_and_tells_alternatives() -> None:
    begun = (PromptPart(" There", ids=(7,)),)
    given = ContinuationInput("Once. ", begun_tokens=begun, alternatives=4)
    request, _, updates = run(given)

    assert isinstance(request, Inspect)
    assert request.parts[-2:] == (PromptPart("Once."), *begun)
    assert (request.begun_parts, request.alternatives) == (1, 4)
    assert not request.skip_leading_space  # the space came with the first token
    assert not any(isinstance(update, TokensSeen) for update in updates)
