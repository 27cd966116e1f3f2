"""What of the page goes to the model with a new prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from desktop_lm.jobs.job import TaskFactory
from desktop_lm.tasks.answering import answer_task
from desktop_lm.tasks.context_fit import Turn
from desktop_lm.tasks.prompt import PromptInput
from desktop_lm.tasks.task import LoadedModel, Task
from desktop_lm.ui.prompt.attach.attached import sources_of
from desktop_lm.ui.prompt.exchange import Exchange

DISK_SECONDS = 2.0


def answer_in(
    page: Sequence[Exchange],
    asked: Exchange,
    given: PromptInput,
    task: Callable[[LoadedModel, PromptInput], Task] = answer_task,
) -> TaskFactory:
    """The task that answers ``given`` after what is on the ``page`` when it begins: an answer that
    still grows now will have grown by then. Prompts that got no answer are passed over.

    It begins when the prompt of ``asked`` is on the disk; a disk that takes longer than
    ``DISK_SECONDS`` does not hold it up for ever.
    """
    exchanges = tuple(page)

    def begin(model: LoadedModel) -> Task:
        # On the worker thread, so nothing of the page is changed here.
        if asked.entry is not None:
            asked.entry.stored.wait(DISK_SECONDS)
        turns = turns_of(exchanges)
        whole = replace(
            given, turns=turns, sources=sources_of(asked.attachments), summarise=asked.summarise
        )
        return task(model, whole)

    return begin


def turns_of(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The exchanges that were answered, as far as they are by now."""
    turns = (
        Turn(each.prompt, "".join(tuple(each.answer)), sources_of(each.attachments))
        for each in exchanges
    )
    return tuple(turn for turn in turns if turn.answer)
