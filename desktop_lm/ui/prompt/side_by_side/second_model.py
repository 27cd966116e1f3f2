"""A prompt of the page answered by another model than the tab's, as one more version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import Event, JobChanged, JobOutput
from desktop_lm.models.model_name import name_beside
from desktop_lm.ui.job_desk import BESIDE, JobDesk, TabJobs
from desktop_lm.ui.prompt import job_end
from desktop_lm.ui.prompt.exchange import Exchange

if TYPE_CHECKING:
    from desktop_lm.jobs.job import TaskFactory
    from desktop_lm.tasks.prompt.prompt import PromptInput
    from desktop_lm.tasks.task import LoadedModel, Task
    from desktop_lm.ui.prompt.open_conversation import OpenConversation


class SecondModel(QObject):
    """At most one answer at a time. For it: ``grown`` carries more of the text, ``ended`` the
    exchange and its conversation; ``failed`` an AppError before that."""

    grown = Signal(str)
    ended = Signal(object, object)
    failed = Signal(object)

    def __init__(self, desk: JobDesk) -> None:
        super().__init__()
        self._desk = desk
        self._jobs = TabJobs(desk, BESIDE)
        self._job = 0
        self._path = ""
        self._exchange: Exchange | None = None
        self._conversation: OpenConversation | None = None
        self._begun = False

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
        self._conversation = conversation
        before = conversation.exchanges[: conversation.exchanges.index(exchange)]
        self._exchange = conversation.again(exchange)
        self._exchange.model = name_beside(path, exchange.model)
        self._begun = False
        if path != self._path:
            self._desk.runner.open_model(path, BESIDE)
            self._path = path
        answer = answer_in(conversation, before, self._exchange, given)
        self._job = self._jobs.submit(_only_by(path, answer))
        return self._exchange

    def stop(self) -> bool:
        """Stop the answer that is written; its text stays. False where there is none."""
        return self._jobs.stop()

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events; those of others are passed over."""
        from desktop_lm.tasks.prompt.prompt import TextAdded

        texts: list[str] = []
        for event in events:
            if not self._jobs.owns(event):
                continue
            if isinstance(event, JobOutput) and isinstance(event.update, TextAdded):
                texts.append(event.update.text)
            elif isinstance(event, JobChanged):
                self._grow("".join(texts))
                texts = []
                self._jobs.track(event)
                self._changed(event)
        self._grow("".join(texts))

    # --- inside ---

    def _begin(self) -> None:
        if not self._begun and self._conversation and self._exchange:
            self._begun = True
            self._conversation.begin(self._exchange, {"model": self._exchange.model})

    def _grow(self, text: str) -> None:
        if text and self._exchange is not None and self._conversation is not None:
            self._begin()
            self._exchange.answer.append(text)
            self._conversation.grow(self._exchange)
            self.grown.emit(text)

    def _changed(self, event: JobChanged) -> None:
        if not event.state.is_final or event.job != self._job:
            return
        self._job = 0
        if event.error is not None:
            self._path = ""  # the model may be another by the next time
            self.failed.emit(event.error)
        exchange, conversation = self._exchange, self._conversation
        if exchange is None or conversation is None or not self._begun:
            return
        exchange.note = job_end.note_of(event)
        about = {"model": exchange.model, **job_end.figures_of(event)}
        conversation.end(exchange, event, about)
        self.ended.emit(exchange, conversation)


def _only_by(path: str, factory: TaskFactory) -> TaskFactory:
    """The same task, on the model in ``path`` and on no other: where it cannot be had, its jobs
    come to the general model, whose answer this would not be."""

    def begin(model: LoadedModel) -> Task:
        if model.info.path != path:
            raise AppError(Code.MODEL_NOT_LOADED, path=path)
        return factory(model)

    return begin
