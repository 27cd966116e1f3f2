"""What an export says of the documents a conversation is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from desktop_lm.storage.history.conversation import Message

_PLACES = MappingProxyType(
    {"page": "page {number}", "line": "line {number}", "paragraph": "paragraph {number}"}
)


@dataclass(frozen=True, slots=True)
class SourceWords:
    """``files`` stands before the names of files; ``places`` are by their unit."""

    files: str = "With"
    places: Mapping[str, str] = field(default_factory=lambda: _PLACES)


def with_notes(message: Message, words: SourceWords) -> str:
    """The text of ``message``, below a prompt the names of its files, below an answer the passages
    that its numbers stand for."""
    notes = []
    if message.attachments:
        names = ", ".join(attachment.name for attachment in message.attachments)
        notes.append(f"{words.files}: {names}")
    reading = message.about.get("reading")
    passages = reading.get("passages", []) if isinstance(reading, dict) else []
    for number, (name, *_stretch, unit, at) in enumerate(passages, start=1):
        place = words.places.get(unit, "").format(number=at)
        notes.append(f"[{number}] {name}, {place}" if place else f"[{number}] {name}")
    return "\n\n".join((message.text, *notes))
