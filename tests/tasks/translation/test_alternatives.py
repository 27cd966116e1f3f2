"""Other translations of a sentence: each once, and none that a check holds to be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Completion, GenerateMany, Inspect, Reply, Request, StopReason
from desktop_lm.tasks.translation.alternatives import (
    AlternativeFound,
    AlternativesInput,
    AlternativesTask,
)
from desktop_lm.tasks.translation.prompt import Direction, SegmentPair
from tests.tasks.driving import MODEL, answered, done, play, prompt_text

TO_FRENCH = Direction("en", "fr")


def found(
    given: AlternativesInput, searched: tuple[str, ...], drawn: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], list[Request]]:
    """What a search that finds ``searched`` and draws that give ``drawn`` come to."""
    requests: list[Request] = []
    draws = iter(drawn)

    def answer(request: Request) -> Iterator[Reply]:
        requests.append(request)
        if isinstance(request, GenerateMany):
            first, *others = searched
            yield Completion(
                id=request.id,
                index=0,
                text=first,
                ends=(len(first),),
                probabilities=(0.9,),
                stop_reason=StopReason.END,
                others=tuple(others),
            )
            yield done(request)
        else:
            yield from answered(request, next(draws, searched[0]))

    task = AlternativesTask(MODEL, given)
    updates = play(task, answer)
    assert [u.text for u in updates if isinstance(u, AlternativeFound)] == list(task.result())
    return task.result(), requests


def test_those_of_a_search_come_first_then_drawn_ones() -> None:
    given = AlternativesInput("A cup, please.", TO_FRENCH, current="Une tasse.")

    texts, requests = found(
        given,
        ("Une tasse.", "Une coupe.", "une TASSE !", "Une coupe !"),
        ("Un gobelet.", "Une coupe.", "Une tasse, merci.", "Un verre.", "Un bol."),
    )

    assert texts == ("Une coupe.", "Un gobelet.", "Une tasse, merci.", "Un verre.")
    assert isinstance(requests[0], GenerateMany)
    assert requests[0].beams == 4
    draws = [request for request in requests[1:] if isinstance(request, Inspect)]
    assert len({request.sampling.seed for request in draws}) == len(draws) == 4
    assert all(request.sampling.temperature > 0 for request in draws)


def test_what_is_wrong_is_no_alternative_and_the_search_ends() -> None:
    given = AlternativesInput("I have {n} cups in 2024.", TO_FRENCH, current="J'ai {n} en 2024.")

    texts, requests = found(
        given, ("J'ai des tasses en 2024.", "", "I have {n} cups in 2024.", "{n} tasses en 2024.")
    )

    assert texts == ("{n} tasses en 2024.",)
    assert len(requests) < 10


def test_the_pairs_before_go_along() -> None:
    before = (SegmentPair("Good day.", "Bonjour."),)
    large = replace(MODEL, info=replace(MODEL.info, parameters=2_000_000_000))
    task = AlternativesTask(large, AlternativesInput("A cup.", TO_FRENCH, before=before))

    task.next_request(1)
    draw = task.next_request(2)

    assert draw is not None
    assert "Bonjour." in prompt_text(draw)


@pytest.mark.parametrize(
    ("segment", "direction", "code"),
    [(" ", TO_FRENCH, Code.EMPTY_TEXT), ("a", Direction("en", "en"), Code.SAME_LANGUAGE)],
)
def test_what_cannot_be_translated_is_refused(
    segment: str, direction: Direction, code: Code
) -> None:
    with pytest.raises(AppError) as caught:
        AlternativesTask(MODEL, AlternativesInput(segment, direction)).next_request(1)
    assert caught.value.code is code
