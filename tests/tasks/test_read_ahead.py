"""What is read ahead is what would be asked."""

from __future__ import annotations

from desktop_lm.messages import Count, Counted, Generate, ReadAhead, Request
from desktop_lm.tasks.prompt.context_fit import Turn
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.read_ahead import ReadAheadTask
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentTask
from desktop_lm.tasks.task import Task
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from tests.tasks.driving import MODEL

TALK = PromptInput("And then?", turns=(Turn("Once", "upon a time"),))


def requests(task: Task, counted: int = 10) -> list[Request]:
    made: list[Request] = []
    while (request := task.next_request(len(made) + 1)) is not None:
        made.append(request)
        if isinstance(request, Count):
            for _ in task.feed(Counted(request.id, counted)):
                pass
    return made


def test_the_prompt_of_a_conversation() -> None:
    count, prompt = requests(PromptTask(MODEL, TALK))
    counted, ahead = requests(ReadAheadTask(PromptTask(MODEL, TALK)))
    assert counted == count
    assert isinstance(prompt, Generate)
    assert isinstance(ahead, ReadAhead)
    assert (ahead.parts, ahead.slot, ahead.repeatable) == (prompt.parts, "prompt", True)


def test_the_first_part_of_a_translation() -> None:
    given = TranslationInput("Good morning. How are you?", "en", "fr")
    first = TranslationTask(MODEL, given).next_request(1)
    assert isinstance(first, Generate)
    (ahead,) = requests(ReadAheadTask(TranslationTask(MODEL, given)))
    assert isinstance(ahead, ReadAhead)
    assert (ahead.parts, ahead.slot) == (first.parts, "translation")


def test_nothing_where_nothing_is_written() -> None:
    sentiment = SentimentTask(MODEL, SentimentInput(("Good.",)))
    assert requests(ReadAheadTask(sentiment)) == []
