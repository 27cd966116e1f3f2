"""Conversations of other programs into the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from desktop_lm.documents.chats.imported import (
    ImportedChat,
    ImportedMessage,
    in_turns,
    with_prompts,
)
from desktop_lm.storage.history import imports
from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.conversation_writer import title_of
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.imports import Incoming, IncomingConversation

_AT_ONCE = 10  # conversations; each is forced to the disk


@dataclass(frozen=True, slots=True)
class ImportCount:
    """How many conversations are new, and how many were there before."""

    added: int = 0
    known: int = 0

    def __add__(self, more: ImportCount) -> ImportCount:
        return ImportCount(self.added + more.added, self.known + more.known)


def in_parts(chats: Iterable[ImportedChat]) -> Iterator[tuple[ImportedChat, ...]]:
    """A few at a time, the oldest first: what somebody writes meanwhile is not to wait for all."""
    waiting = iter(sorted(chats, key=lambda each: each.created))
    while part := tuple(islice(waiting, _AT_ONCE)):
        yield part


def take_in(history: History, chats: Iterable[ImportedChat]) -> ImportCount:
    """Take them in, the oldest first, so that the newest is on top. Raises as the history does."""
    added = known = 0
    for chat in sorted(chats, key=lambda each: each.created):
        titled = replace(chat, title=chat.title or title_of(chat.messages[0].text))
        if imports.take_in(history, _incoming(with_prompts(in_turns(titled)))):
            added += 1
        else:
            known += 1
    return ImportCount(added, known)


def _incoming(chat: ImportedChat) -> IncomingConversation:
    places = {message.key: place for place, message in enumerate(chat.messages)}
    return IncomingConversation(
        chat.origin,
        chat.key,
        chat.title,
        chat.created,
        tuple(_message(message, places) for message in chat.messages),
        places.get(chat.shown, len(places) - 1),
        {"system": chat.system},
    )


def _message(message: ImportedMessage, places: dict[str, int]) -> Incoming:
    return Incoming(
        places.get(message.parent) if message.parent is not None else None,
        Role.ASSISTANT if message.is_answer else Role.USER,
        message.text,
        message.created,
        {"model": message.model} if message.model else {},
    )
