"""The conversation on the page, and its place in the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.ui.prompt import job_end
from desktop_lm.ui.prompt.attach.attached import (
    NOTHING,
    Attached,
    attached_to,
    reading_of,
    stored_with,
)
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment, Message
    from desktop_lm.storage.history.conversation_writer import ConversationWriter, Entry

translate = QCoreApplication.translate


class OpenConversation:
    """Writes down what happens in it, shown or not; a new one begins with its first prompt.

    ``number`` is that of a conversation in the history to go on with, 0 for a new one,
    ``exchanges`` what there is of it and ``settings`` how its answers are made.
    """

    def __init__(
        self,
        history: HistoryDesk,
        number: int = 0,
        exchanges: Sequence[Exchange] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self._history = history
        self._begun_with = number
        self.exchanges = list(exchanges)
        self.settings = dict(settings or {})
        self._writer: ConversationWriter | None = None
        self.before: Message | None = None  # the first message here where others are above it
        self.attached_above: tuple[Attachment, ...] = ()  # documents that came with those

    @property
    def number(self) -> int:
        """In the history; 0 while it is not there."""
        return self._writer.number if self._writer else self._begun_with

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """All documents that came with its prompts, also where those are not here; each once."""
        here = (attachment for each in self.exchanges for attachment in each.attachments)
        return tuple(dict.fromkeys((*self.attached_above, *here)))

    def keep_settings(self, settings: Mapping[str, Any]) -> None:
        """How answers are made from now on; a new conversation begins with it."""
        if settings == self.settings:
            return
        self.settings = dict(settings)
        if self._writer or self._begun_with:
            self._written.set_settings(self.settings)

    def ask(
        self, prompt: str, before: Sequence[Exchange], attached: Attached = NOTHING
    ) -> Exchange:
        """A new prompt below the exchanges ``before``: on the disk before it runs."""
        above = next((each.entry for each in reversed(before) if each.entry), None)
        entry = self._written.ask(
            prompt, above, attachments=attached.attachments, about=attached.about()
        )
        self._history.ask(lambda _history: True, lambda _done: self._history.changed.emit())
        return attached.to(Exchange(prompt, entry=entry))

    def again(self, exchange: Exchange) -> Exchange:
        """The same prompt, to be answered once more."""
        entry = self._written.again(exchange.entry) if exchange.entry else None
        return attached_to(exchange).to(Exchange(exchange.prompt, entry=entry))

    def edit(
        self, prompt: str, before: Sequence[Exchange], attached: Attached = NOTHING
    ) -> Exchange:
        """Another version of the prompt that stands below the exchanges ``before``."""
        above = before[-1].entry if before else None
        entry = self._written.ask(
            prompt,
            above,
            beginning=not before,
            attachments=attached.attachments,
            about=attached.about(),
        )
        return attached.to(Exchange(prompt, entry=entry))

    def take_in(self, exchange: Exchange, before: Sequence[Exchange]) -> None:
        """Write down one that has ended and that only the page has, below the exchanges
        ``before``."""
        exchange.entry = self.ask(exchange.prompt, before, attached_to(exchange)).entry
        self.take_answer(exchange)

    def take_answer(self, exchange: Exchange) -> None:
        """Write down the answer of one that has ended, or what comes behind the part of it that the
        history has."""
        from desktop_lm.storage.history.conversation import TextState

        entry = exchange.entry
        if not exchange.text or entry is None:
            return
        state = TextState.STOPPED if exchange.note else TextState.COMPLETE
        about = {"model": exchange.model}
        if entry.answer:
            self._written.resume(entry, exchange.text, about)
            self._written.finish(entry, state, exchange.text)
        else:
            self._written.begin_answer(entry, about)
            self._written.finish(entry, state, exchange.text, about)

    def begin(self, exchange: Exchange, about: dict[str, Any]) -> None:
        """The model begins with the answer, or goes on with one of this conversation."""
        if exchange.entry is None:
            return
        if exchange.text and exchange in self.exchanges:
            self._written.resume(exchange.entry, exchange.text, about)
        else:
            self._written.begin_answer(exchange.entry, about)

    def grow(self, exchange: Exchange) -> None:
        """The answer has grown."""
        if exchange.entry is not None:
            self._written.grow(exchange.entry, exchange.text)

    def end(self, exchange: Exchange, event: JobChanged, about: dict[str, Any]) -> None:
        """The answer has come to its end."""
        if exchange.entry is None:
            return
        from desktop_lm.storage.history.conversation import TextState

        state = {JobState.DONE: TextState.COMPLETE, JobState.STOPPED: TextState.STOPPED}
        ended = state.get(event.state, TextState.FAILED)
        self._written.finish(exchange.entry, ended, exchange.text, about)
        if receipt := receipt_of(event):
            self._written.keep_receipt(exchange.entry, receipt)
        if exchange.trace is not None:
            self._written.keep_trace(exchange.entry, exchange.trace)

    @property
    def _written(self) -> ConversationWriter:
        if self._writer is None:
            from desktop_lm.storage.history.conversation_writer import ConversationWriter

            self._writer = ConversationWriter(self._history.keeper, self._begun_with, self.settings)
        return self._writer


def exchanges_of(messages: Sequence[Message]) -> list[Exchange]:
    """What the page shows of a conversation in the history."""
    from desktop_lm.storage.history.conversation import Role, TextState

    exchanges: list[Exchange] = []
    for message in messages:
        if message.role is Role.USER:
            exchange = Exchange(
                message.text, entry=_stored(message.id), prompt_versions=message.versions
            )
            exchanges.append(stored_with(message).to(exchange))
        elif exchanges and exchanges[-1].entry is not None and not exchanges[-1].answer:
            last = exchanges[-1]
            last.entry = _stored(exchanges[-1].entry.prompt, message.id)
            last.answer_versions = message.versions
            last.model = str(message.about.get("model", ""))
            last.answer = [message.text] if message.text else []
            last.broken_off = message.state is TextState.INTERRUPTED
            last.note = _note(message)
            last.reading = reading_of(message)
    return exchanges


def receipt_of(event: JobChanged) -> dict[str, Any]:
    """How an answer came to be; empty where the engine did not come to tell."""
    receipt = getattr(event.result, "receipt", None)
    return receipt.to_json() if receipt is not None else {}


def _stored(prompt: int, answer: int = 0) -> Entry:
    from desktop_lm.storage.history.conversation_writer import Entry

    entry = Entry(prompt, answer)
    entry.stored.set()
    return entry


def _note(message: Message) -> str:
    from desktop_lm.storage.history.conversation import TextState

    if message.state is TextState.COMPLETE:
        return job_end.kept_note(message.about)
    return {
        "stopped": translate("AnswerPage", "Stopped"),
        "failed": translate("AnswerPage", "Not finished"),
        "interrupted": translate("AnswerPage", "Broken off when the program ended"),
    }.get(message.state, "")
