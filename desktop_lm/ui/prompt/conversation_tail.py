"""The end of a conversation, read from the history: what is above comes when one scrolls there.

Called on the history's thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.open_conversation import exchanges_of

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment, Message
    from desktop_lm.storage.history.history import History

# Messages read at a time. All of those that were read go to the model, which leaves out what its
# context has no room for.
STEP = 1000


class Tail(NamedTuple):
    """``before`` is the first message of ``exchanges`` where there are others above it, and
    ``attached_above`` are the documents that came with those."""

    exchanges: list[Exchange]
    before: Message | None
    settings: Mapping[str, Any]
    attached_above: tuple[Attachment, ...] = ()


def read_tail(
    history: History,
    number: int,
    *,
    before: Message | None = None,
    until: int = 0,
    leaf: int = 0,
) -> Tail:
    """The last exchanges of a conversation, those above the message ``before``, or those on the way
    to the message ``leaf``; at least up to the message ``until``, on whose way one then looks."""
    messages = list(history.shown(number, STEP, before, leaf))
    if until and not _read_up_to(history, number, messages, until):
        history.show(number, until)
        messages = list(history.shown(number, STEP))
        _read_up_to(history, number, messages, until)
    while messages and messages[0].parent is not None and messages[0].role != "user":
        del messages[0]  # its prompt is above; both come with the next step
    above = messages[0] if messages and messages[0].parent is not None else None
    attached = history.attached_above(above.id) if above else ()
    return Tail(exchanges_of(messages), above, history.conversation(number).settings, attached)


def place_in(exchanges: list[Exchange], message: int) -> int:
    """The number of the exchange that a message belongs to, -1 for none."""
    for place, exchange in enumerate(exchanges):
        entry = exchange.entry
        if entry is not None and message in (entry.prompt, entry.answer):
            return place
    return -1


def _read_up_to(history: History, number: int, messages: list[Message], until: int) -> bool:
    """Read on upwards until the message is there; whether it is."""
    while messages and not any(message.id == until for message in messages[:STEP]):
        above = history.shown(number, STEP, messages[0]) if messages[0].parent else ()
        if not above:
            return False
        messages[:0] = above
    return bool(messages)
