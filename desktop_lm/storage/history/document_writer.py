"""Writes one text down while it is written on: a conversation of the kind DOCUMENT."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from desktop_lm.storage.history.conversation import Kind, TextState
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
    Where somebody else has written on it, in another window, what is written here is a document of
    its own from then on."""

    def __init__(self, keeper: HistoryKeeper, number: int = 0, begun_with: str = "") -> None:
        """``number`` is that of a document in the history to go on with, 0 for a new one.
        ``begun_with`` is a text that was brought back and may be in the history already."""
        self._keeper = keeper
        self._begun_with = begun_with
        self._settings: Mapping[str, Any] = {}
        self.number = number
        self._message = 0
        self._stored = ""  # what the message was when it was read or written last
        self._title = ""

    def open(self, then: Callable[[Opened | None], None]) -> None:
        """Read the document; ``then`` gets it on the keeper's thread, or None where it cannot be
        had. Nothing is written: one may read what cannot be written now."""
        found: list[Opened] = []

        def read(history: History) -> None:
            if history.conversation(self.number).kind is not Kind.DOCUMENT:
                return  # the number is of another file
            message = history.shown(self.number)[-1]
            self._settings = history.conversation(self.number).settings
            self._stored = whole(self._put_away(message.text))
            self._message = message.id
            self._title = title_of(self._stored[:_FOR_TITLE])
            found.append(Opened(self._stored, self._settings))

        self._keeper.do(read, lambda _result: then(found[0] if found else None))

    def resume(self) -> None:
        """The document that was read is written on from now on."""

        def grow_again(history: History) -> None:
            if self._message:
                history.resume(self._message)

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
        if self._message and history.rewrite(self._message, self._stored, self._stored):
            history.finish(self._message, TextState.STOPPED, self._stored)
        self._message = 0

    def _put_away(self, stored: str) -> str:
        """The document's text: what it was put away with is newer than what is ``stored``, as long
        as it could not be written."""
        for work in self._keeper.waiting:
            if isinstance(work, _End) and work.writer.number == self.number:
                stored = work.text
        return stored

    def _store(self, history: History, text: str, stored: Callable[[], None]) -> None:
        text = whole(text)
        title = title_of(text[:_FOR_TITLE])
        if not self.number and text.strip():
            self._find(history)
        if self._message and not self._is_written(history, text):
            self.number = self._message = 0  # it is somebody else's now
        if not self.number:
            if text.strip():
                self._begin(history, title, text)
                stored()
        elif title != self._title:
            if history.conversation(self.number).title == self._title:
                history.rename(self.number, title)
                stored()
            self._title = title

    def _begin(self, history: History, title: str, text: str) -> None:
        self.number, self._message = history.begin_document(title, self._settings, text)
        self._title, self._stored, self._begun_with = title, text, ""

    def _is_written(self, history: History, text: str) -> bool:
        if text != self._stored and not history.rewrite(self._message, self._stored, text):
            return False
        self._stored = text
        return True

    def _find(self, history: History) -> None:
        """A window that closed right after the first letters knew no number to remember."""
        for each in history.conversations(limit=_NEWEST) if self._begun_with else ():
            for message in history.shown(each.id, limit=1) if each.kind is Kind.DOCUMENT else ():
                if message.text == self._begun_with:
                    history.resume(message.id)
                    self.number, self._message, self._title = each.id, message.id, each.title
                    self._stored = message.text
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
