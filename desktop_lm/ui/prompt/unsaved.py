"""What only the page has at a start: the window ended while the history could not be written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from desktop_lm.ui.prompt.conversation_tail import Tail, read_tail

if TYPE_CHECKING:
    from desktop_lm.storage.history.history import History
    from desktop_lm.ui.prompt.open_conversation import OpenConversation

_NEWEST = 5  # conversations


class Begun(NamedTuple):
    """A conversation of the history that has the first of the exchanges; number 0 for none."""

    number: int
    tail: Tail


def find(number: int, prompts: Sequence[str], history: History) -> Begun:
    """Look for the conversation that has ``prompts``. The page remembers ``number``; but a window
    that closed right after the first prompt knew none, and a history that was damaged begins to
    count anew."""
    if number and (not prompts or any(history.has_prompt(number, each) for each in prompts)):
        with suppress(KeyError):
            return Begun(number, read_tail(history, number))
    for each in history.conversations(limit=_NEWEST):
        tail = read_tail(history, each.id)
        if tail.exchanges and tail.before is None and _begins(prompts, tail):
            return Begun(each.id, tail)
    return Begun(0, Tail([], None, {}))


def write(conversation: OpenConversation, tail: Tail) -> None:
    """Write the exchanges of ``conversation`` that come behind those of ``tail``, which are all
    that the history has."""
    exchanges = conversation.exchanges
    if tail.before is not None or not _begins([each.prompt for each in exchanges], tail):
        return
    for here, there in zip(exchanges, tail.exchanges, strict=False):
        here.entry = here.entry or there.entry
    for place, exchange in enumerate(exchanges):
        if exchange.entry is None:
            conversation.take_in(exchange, exchanges[:place])


def _begins(prompts: Sequence[str], tail: Tail) -> bool:
    return [each.prompt for each in tail.exchanges] == list(prompts[: len(tail.exchanges)])
