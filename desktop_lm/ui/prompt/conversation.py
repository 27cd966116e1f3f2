"""What of the page goes to the model with a new prompt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_lm.jobs.job import TaskFactory
from desktop_lm.tasks.answering import answer_task
from desktop_lm.tasks.prompt.context_fit import Turn
from desktop_lm.tasks.prompt.prompt import PromptInput
from desktop_lm.tasks.task import LoadedModel, Task
from desktop_lm.ui.prompt.attach.attached import sources_of
from desktop_lm.ui.prompt.exchange import Exchange

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment
    from desktop_lm.ui.prompt.open_conversation import OpenConversation

DISK_SECONDS = 2.0


def answer_in(
    conversation: OpenConversation,
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
    exchanges, above = tuple(page), conversation.attached_above

    def begin(model: LoadedModel) -> Task:
        # On the worker thread, so nothing of the page is changed here.
        if asked.entry is not None:
            asked.entry.stored.wait(DISK_SECONDS)
        whole = with_turns(given, exchanges, above)
        attached = sources_of(asked.attachments)
        sources = tuple(dict.fromkeys((*whole.sources, *attached)))
        return task(model, replace(whole, sources=sources, summarise=asked.summarise))

    return begin


def with_turns(
    given: PromptInput, exchanges: Sequence[Exchange], above: Iterable[Attachment]
) -> PromptInput:
    """``given`` after those of the exchanges that were answered, as far as they are by now. The
    documents ``above`` came with turns that are not here; they go with the first that is."""
    turns = tuple(
        Turn(each.prompt, answer, sources_of(each.attachments))
        for each in exchanges
        if (answer := "".join(tuple(each.answer)))
    )
    if not (earlier := sources_of(above)):
        return replace(given, turns=turns)
    if not turns:
        return replace(given, sources=(*earlier, *given.sources))
    first = replace(turns[0], sources=tuple(dict.fromkeys((*earlier, *turns[0].sources))))
    return replace(given, turns=(first, *turns[1:]))
