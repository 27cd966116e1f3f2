"""What goes with a prompt besides its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment, Message
    from desktop_lm.tasks.source import Source
    from desktop_lm.ui.prompt.attach.reading import Reading
    from desktop_lm.ui.prompt.exchange import Exchange

_SUMMARISE = "summarise"  # in what the history knows about a prompt


@dataclass(frozen=True, slots=True)
class Attached:
    """Documents, and whether they are to be summarised rather than asked about."""

    attachments: tuple[Attachment, ...] = ()
    summarise: bool = False

    def about(self) -> Mapping[str, Any] | None:
        """What the history keeps of it beside the documents."""
        return {_SUMMARISE: True} if self.summarise else None

    def to(self, exchange: Exchange) -> Exchange:
        """Let ``exchange`` have it."""
        exchange.attachments, exchange.summarise = self.attachments, self.summarise
        return exchange

    def and_also(self, other: Attached) -> Attached:
        """Both, each document once."""
        both = tuple(dict.fromkeys((*self.attachments, *other.attachments)))
        return Attached(both, self.summarise or other.summarise)


NOTHING = Attached()


def attached_to(exchange: Exchange) -> Attached:
    """What went with a prompt."""
    return Attached(exchange.attachments, exchange.summarise)


def stored_with(message: Message) -> Attached:
    """What the history has of a prompt."""
    return Attached(message.attachments, message.about.get(_SUMMARISE) is True)


def reading_of(message: Message) -> Reading | None:
    """How the documents were read for an answer of the history."""
    if "reading" not in message.about:
        return None
    from desktop_lm.ui.prompt.attach.reading import Reading

    return Reading.from_json(message.about["reading"])


def sources_of(attachments: Iterable[Attachment]) -> tuple[Source, ...]:
    """Documents as tasks take them."""
    from desktop_lm.tasks.source import Source, SourcePlace

    return tuple(
        Source(each.name, each.text, tuple(SourcePlace(*place) for place in each.places))
        for each in attachments
    )
