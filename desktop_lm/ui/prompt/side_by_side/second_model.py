"""A prompt of the page answered by another model than the tab's, as one more version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import Event, JobChanged, JobOutput
from desktop_lm.models.model_name import name_beside
from desktop_lm.ui.job_desk import BESIDE, JobDesk, TabJobs
from desktop_lm.ui.prompt import job_end
from desktop_lm.ui.prompt.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_lm.jobs.job import TaskFactory
    from desktop_lm.tasks.prompt.prompt import PromptInput
    from desktop_lm.tasks.task import LoadedModel, Task
    from desktop_lm.ui.prompt.open_conversation import OpenConversation


@dataclass(slots=True)
class _Answer:
    """``exchange`` grows, as one more version of ``first`` in the ``conversation``."""

    exchange: Exchange
    first: Exchange
    conversation: OpenConversation
    begun: bool = False


class SecondModel(QObject):
    """At most one answer at a time; one that has to stop for the next keeps what came of it.

    ``ended`` carries the exchange of either, the first one and their conversation. Of the one that
    was asked for last ``grown`` carries more of the text, ``failed`` an AppError."""

    grown = Signal(str)
    ended = Signal(object, object, object)
    failed = Signal(object)

    def __init__(self, desk: JobDesk) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = TabJobs(desk, BESIDE)
        self._job = 0
        self._path = ""
        self._answers: dict[int, _Answer] = {}  # by their jobs

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited or comes."""
        return self._job != 0

    def ask(
        self, conversation: OpenConversation, exchange: Exchange, path: str, given: PromptInput
    ) -> Exchange:
        """Have the prompt of ``exchange`` answered by the model in ``path``; the new exchange
        comes back, which grows."""
        from desktop_lm.ui.prompt.conversation import answer_in

        self.stop()
        before = conversation.exchanges[: conversation.exchanges.index(exchange)]
        other = conversation.again(exchange)
        other.model = name_beside(path, exchange.model)
        if path != self._path:
            self._desk.runner.open_model(path, BESIDE)
            self._path = path
        answer = answer_in(conversation, before, other, given)
        self._job = self._jobs.submit(_only_by(path, answer))
        self._answers[self._job] = _Answer(other, exchange, conversation)
        return other

    def stop(self) -> bool:
        """Stop the answer that is written; its text stays. False where there is none."""
        return self._jobs.stop()

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events; those of others are passed over."""
        from desktop_lm.tasks.prompt.prompt import TextAdded

        texts: dict[int, list[str]] = {}
        for event in events:
            if not self._jobs.owns(event):
                continue
            if isinstance(event, JobOutput) and isinstance(event.update, TextAdded):
                texts.setdefault(event.job, []).append(event.update.text)
            elif isinstance(event, JobChanged):
                self._grow(event.job, texts.pop(event.job, ()))
                self._jobs.track(event)
                self._changed(event)
        for job, more in texts.items():
            self._grow(job, more)

    # --- inside ---

    def _grow(self, job: int, texts: Iterable[str]) -> None:
        answer, text = self._answers.get(job), "".join(texts)
        if answer is None or not text:
            return
        exchange = answer.exchange
        if not answer.begun:
            answer.begun = True
            answer.conversation.begin(exchange, {"model": exchange.model})
        exchange.answer.append(text)
        answer.conversation.grow(exchange)
        if job == self._job:
            self.grown.emit(text)

    def _changed(self, event: JobChanged) -> None:
        if not event.state.is_final or (answer := self._answers.pop(event.job, None)) is None:
            return
        is_last = event.job == self._job
        if is_last:
            self._job = 0
        if event.error is not None and is_last:
            self._path = ""  # the model may be another by the next time
            self.failed.emit(event.error)
        if not answer.begun:
            return
        exchange = answer.exchange
        exchange.note = job_end.note_of(event)
        about = {"model": exchange.model, **job_end.figures_of(event)}
        answer.conversation.end(exchange, event, about)
        self.ended.emit(exchange, answer.first, answer.conversation)


def _only_by(path: str, factory: TaskFactory) -> TaskFactory:
    """The same task, on the model in ``path`` and on no other: where it cannot be had, its jobs
    come to the general model, whose answer this would not be."""

    def begin(model: LoadedModel) -> Task:
        if model.info.path != path:
            raise AppError(Code.MODEL_NOT_LOADED, path=path)
        return factory(model)

    return begin
