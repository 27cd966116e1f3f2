"""Writes one text down while it is written on: a conversation of the kind DOCUMENT."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from desktop_lm.storage.history.conversation import Kind, Role, TextState
from desktop_lm.storage.history.conversation_writer import title_of
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_file import whole
from desktop_lm.storage.history.history_keeper import HistoryKeeper

_FOR_TITLE = 400  # characters looked at
_NEWEST = 5  # conversations


class Opened(NamedTuple):
    """A document of the history, and how the model goes on with it."""

    text: str
    settings: Mapping[str, Any]


class DocumentWriter:
    """Methods return at once. The text counts as growing while it is open, so what a crash leaves
    behind is what was written last; its name follows its first words until the user gives one.
    Where another window writes in the document, what is written here is a new one."""

    def __init__(self, keeper: HistoryKeeper, number: int = 0, begun_with: str = "") -> None:
        """``number`` is that of a document in the history to go on with, 0 for a new one.
        ``begun_with`` is a text that was brought back and may be in the history already."""
        self._keeper = keeper
        self._begun_with = begun_with
        self._settings: Mapping[str, Any] = {}
        self.number = number
        self._message = 0
        self._title = ""
        self._read: tuple[str, ...] = ()
        self._is_elsewhere = False

    def open(self, then: Callable[[Opened | None], None]) -> None:
        """Read the document; ``then`` gets it on the keeper's thread, or None where it cannot be
        had. Nothing is written: one may read what cannot be written now."""
        found: list[Opened] = []

        def read(history: History) -> None:
            if history.conversation(self.number).kind is not Kind.DOCUMENT:
                return  # the number is of another file
            message = history.shown(self.number)[-1]
            text = self._put_away(message.text)
            self._read = message.text, whole(text)
            self._message = message.id
            self._title = title_of(text[:_FOR_TITLE])
            found.append(Opened(text, history.conversation(self.number).settings))

        self._keeper.do(read, lambda _result: then(found[0] if found else None))

    def resume(self) -> None:
        """The document that was read is written on from now on."""

        def grow_again(history: History) -> None:
            if self._message:
                self._is_elsewhere = not history.resume(self._message, self._read.__contains__)

        self._keeper.write(grow_again)

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """How the model goes on from now on."""
        self._settings = settings

        def store(history: History) -> None:
            if self.number:
                history.set_settings(self.number, settings)

        self._keeper.grow(("settings", id(self)), store)

    def write(self, text: str, stored: Callable[[], None]) -> None:
        """All of the text; ``stored`` is called on the keeper's thread where the list of
        conversations looks different from then on."""
        self._keeper.grow(self, lambda history: self._store(history, text, stored))

    def close(self, text: str) -> None:
        """The text is put away; its words can be found from now on."""
        self._keeper.settle(self)
        self._keeper.write(_End(self, text))

    def end(self, history: History, text: str) -> None:
        """The text is put away, on the keeper's thread."""
        self._store(history, text, _nothing)
        if self._message and not self._is_elsewhere:
            history.finish(self._message, TextState.STOPPED, text)
        self._message = 0

    def _put_away(self, stored: str) -> str:
        """The document's text: what it was put away with is newer than what is ``stored``, as long
        as it could not be written."""
        for work in self._keeper.waiting:
            if isinstance(work, _End) and work.writer.number == self.number:
                stored = work.text
        return stored

    def _store(self, history: History, text: str, stored: Callable[[], None]) -> None:
        if self._is_elsewhere:
            if whole(text) in self._read:
                return
            self._take_over(history)
        title = title_of(text[:_FOR_TITLE])
        if not self.number:
            if not text.strip():
                return
            self._find(history)
        if not self.number:
            self.number = history.begin(Kind.DOCUMENT, title, self._settings)
            self._message = history.add(self.number, None, Role.USER, text, state=TextState.GROWING)
            self._title = title
            stored()
            return
        if self._message:
            history.grow(self._message, text)
        if title != self._title:
            if history.conversation(self.number).title == self._title:
                history.rename(self.number, title)
                stored()
            self._title = title

    def _take_over(self, history: History) -> None:
        """Another window has put the document away as it was read here; or this is a new one."""
        self._is_elsewhere = False
        if not history.resume(self._message, self._read.__contains__):
            self.number = self._message = 0
            self._begun_with = ""

    def _find(self, history: History) -> None:
        """A window that closed right after the first letters knew no number to remember."""
        for each in history.conversations(limit=_NEWEST) if self._begun_with else ():
            if each.kind is Kind.DOCUMENT:
                message = history.shown(each.id)[-1]
                if message.text == self._begun_with and history.resume(message.id):
                    self.number, self._message, self._title = each.id, message.id, each.title
                    return


@dataclass(eq=False, slots=True)
class _End:
    """What is handed in when a text is put away."""

    writer: DocumentWriter
    text: str

    def __call__(self, history: History) -> None:
        self.writer.end(history, self.text)


def _nothing(_result: object = None) -> None:
    """Nobody waits for it."""
