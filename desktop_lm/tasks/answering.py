"""Which task answers a prompt, or goes on with a text."""

from __future__ import annotations

from desktop_lm.tasks.prompt.continuation import ContinuationInput, ContinuationTask
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.task import LoadedModel, Task

Given = PromptInput | ContinuationInput


def answer_task(model: LoadedModel, given: Given) -> Task:
    """The task for a text that is to go on, or for a prompt, with documents or without;
    ``given.summarise`` asks for a summary of them."""
    if isinstance(given, ContinuationInput):
        return ContinuationTask(model, given)
    if given.summarise:
        from desktop_lm.tasks.document.extract import DocumentExtractTask, invents

        if invents(model):
            return DocumentExtractTask(model, given)
        from desktop_lm.tasks.document.summary import DocumentSummaryTask

        return DocumentSummaryTask(model, given)
    if given.sources or any(turn.sources for turn in given.turns):
        from desktop_lm.tasks.document.question import DocumentQuestionTask

        return DocumentQuestionTask(model, given)
    return PromptTask(model, given)
