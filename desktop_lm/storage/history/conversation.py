"""What the history keeps, as values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a conversation is: turns, or one text that is written on."""

    CHAT = "chat"
    DOCUMENT = "document"


class Role(StrEnum):
    """Who a message is of."""

    USER = "user"
    ASSISTANT = "assistant"


class TextState(StrEnum):
    """GROWING -> COMPLETE, STOPPED or FAILED; or INTERRUPTED, where its writer died."""

    GROWING = "growing"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Attachment:
    """The text of a document that came with a prompt. ``kind`` is the usual suffix of its format.

    ``places``: from this offset in ``text`` on it stands at this number of this unit ("page",
    "line", "paragraph").
    """

    name: str
    kind: str
    text: str
    places: tuple[tuple[int, str, int], ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the text and its places."""
        content = f"{self.places}\n{self.text}".encode("utf-8", "replace")
        return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Message:
    """One node of a conversation's tree. ``about`` are JSON values: model, seed, speed ...

    ``versions`` are the ids of the messages with the same parent and role, in their order, this
    one among them: an edited prompt or a regenerated answer stands beside the one before.
    """

    id: int
    conversation: int
    parent: int | None
    role: Role
    state: TextState
    text: str
    created: float
    about: Mapping[str, Any] = field(default_factory=dict)
    versions: tuple[int, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its messages. ``shown`` is the leaf one looks at."""

    id: int
    kind: Kind
    title: str
    created: float
    changed: float
    pinned: bool
    shown: int | None
    tags: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that a search found; ``before + match + after`` is the place in its text."""

    conversation: int
    message: int
    title: str
    before: str
    match: str
    after: str
