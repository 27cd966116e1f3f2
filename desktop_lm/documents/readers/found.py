"""What readers tell while they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_lm.documents.document import Block


@dataclass(frozen=True, slots=True)
class Title:
    """The title the file gives itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """``fraction`` of the file is read, 0 to 1."""

    fraction: float


Found = Iterator[Block | Title | Progress]


class Damaged(Exception):
    """The file cannot be read; the argument says why."""


class Encrypted(Exception):
    """The file is locked with a password."""


class Unsafe(Exception):
    """The file would cost more than any honest one; the argument says what."""


class NotText(Exception):
    """The file's bytes are no text."""
