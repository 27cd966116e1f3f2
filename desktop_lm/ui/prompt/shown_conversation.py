"""Which conversation the Prompt tab shows, and which of its versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.ui.prompt.conversation_tail import Tail, place_in, read_tail
from desktop_lm.ui.prompt.open_conversation import OpenConversation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_lm.storage.history.conversation import Message
    from desktop_lm.storage.history.history import History
    from desktop_lm.ui.prompt.exchange import Exchange
    from desktop_lm.ui.prompt.unsaved import Begun
    from desktop_lm.ui.storage.history_desk import HistoryDesk


class ShownConversation(QObject):
    """Brings conversations of the history onto the page.

    ``opened`` comes when another conversation, or another version of it, is shown; ``found``
    carries the place of an exchange to look at, ``lengthened`` how many came above the others.
    ``changed`` follows whatever a draft would remember.
    """

    opened = Signal()
    changed = Signal()
    found = Signal(int)
    lengthened = Signal(int)

    def __init__(self, history: HistoryDesk) -> None:
        super().__init__()
        self._history = history
        self.conversation = OpenConversation(history)

    @property
    def exchanges(self) -> list[Exchange]:
        """Of the conversation that is shown."""
        return self.conversation.exchanges

    @property
    def being_answered(self) -> Iterable[OpenConversation]:
        """Conversations in which a prompt waits or is being answered: what is here of them is newer
        than what the history has."""
        raise NotImplementedError

    def show(self, conversation: OpenConversation) -> None:
        """Show another conversation; what is being answered goes on."""
        self.conversation = conversation
        self.opened.emit()
        self.changed.emit()

    def new(self) -> OpenConversation:
        """Begin another conversation; the former one comes back."""
        former = self.conversation
        self.show(OpenConversation(self._history))
        return former

    def bring(self, number: int) -> None:
        """Show a conversation of the history, from here where it is being answered."""
        for conversation in self.being_answered:
            if conversation.number == number:
                self.show(conversation)
                return
        self._history.ask(partial(tail_of, number), partial(self._brought, number))

    def bring_back(self) -> None:
        """The page is that of the last time: see what the history has of it, and write down there
        what it has not."""
        from desktop_lm.ui.prompt import unsaved
        from desktop_lm.ui.prompt.known_way import Said

        page = self.conversation
        said = [Said(exchange.prompt, exchange.text) for exchange in page.exchanges]
        found = partial(self._found_again, page)
        self._history.ask(partial(unsaved.find, page.number, said), found)

    def bring_found(self, number: int, message: int) -> None:
        """Show a conversation at one of its messages."""
        here = number == self.conversation.number
        if here and (place := place_in(self.exchanges, message)) >= 0:
            self.found.emit(place)
            return
        if any(conversation.number == number for conversation in self.being_answered):
            self.bring(number)
            return

        def show(tail: Tail) -> None:
            self._take(number, tail)
            self.found.emit(place_in(self.exchanges, message))

        self._history.ask(partial(tail_of, number, until=message), show)

    def bring_earlier(self) -> None:
        """Read more of the conversation that is shown, above what is there."""
        shown = self.conversation
        if shown.before is None:
            return

        def add(tail: Tail) -> None:
            if shown.before is not None:
                shown.exchanges[:0] = tail.exchanges
                shown.before, shown.attached_above = tail.before, tail.attached_above
                if shown is self.conversation:
                    self.lengthened.emit(len(tail.exchanges))

        self._history.ask(partial(tail_of, shown.number, before=shown.before), add)

    def show_version(self, message: int) -> None:
        """Look at another version of a prompt or an answer, and at what follows it."""
        number = self.conversation.number

        def turn(history: History) -> Tail:
            history.show(number, message)
            return tail_of(number, history)

        self._history.ask(turn, partial(self._turned, number, message))

    def _brought(self, number: int, tail: Tail) -> None:
        same = number == self.conversation.number
        if same and (self._is_answering or len(tail.exchanges) < len(self.exchanges)):
            return  # what is on the page is newer
        self._take(number, tail)

    def _found_again(self, page: OpenConversation, begun: Begun) -> None:
        if self.conversation is not page or self._is_answering:
            return  # one went on meanwhile
        from desktop_lm.ui.prompt import unsaved

        exchanges = list(page.exchanges)
        if begun.number or page.number:
            opened = self._opened(begun.number, begun.tail)
            unsaved.write(opened, exchanges, begun.way)
            self.show(opened)
        else:  # the history has nothing of it
            page.exchanges.clear()
            unsaved.write(page, exchanges, ())

    def _turned(self, number: int, message: int, tail: Tail) -> None:
        if number == self.conversation.number and not self._is_answering:
            self._take(number, tail._replace(settings=self.conversation.settings))
            self.found.emit(place_in(self.exchanges, message))

    def _take(self, number: int, tail: Tail) -> None:
        self.show(self._opened(number, tail))

    def _opened(self, number: int, tail: Tail) -> OpenConversation:
        opened = OpenConversation(self._history, number, tail.exchanges, tail.settings)
        opened.before, opened.attached_above = tail.before, tail.attached_above
        return opened

    @property
    def _is_answering(self) -> bool:
        return any(True for _ in self.being_answered)


def tail_of(number: int, history: History, before: Message | None = None, until: int = 0) -> Tail:
    """The end of a conversation of the history, as it is now."""
    return read_tail(history, number, before=before, until=until)
