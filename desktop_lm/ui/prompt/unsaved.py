"""What only the page has at a start: the window ended while the history could not be written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from desktop_lm.storage.history.conversation import Kind
from desktop_lm.ui.prompt.conversation_tail import Tail, read_tail

if TYPE_CHECKING:
    from desktop_lm.storage.history.history import History
    from desktop_lm.ui.prompt.open_conversation import OpenConversation

_NEWEST = 5  # conversations


class Said(NamedTuple):
    """A prompt and what was answered, "" for nothing yet."""

    prompt: str
    answer: str


class Begun(NamedTuple):
    """A conversation of the history that has the first of the exchanges; number 0 for none."""

    number: int
    tail: Tail


def find(number: int, page: Sequence[Said], history: History) -> Begun:
    """Look for the conversation of the ``page``, which remembers ``number``; but a window that
    closed right after the first prompt knew none, and a history that was damaged begins to count
    anew."""
    if number and (not page or any(history.has_prompt(number, each.prompt) for each in page)):
        with suppress(KeyError):
            return Begun(number, read_tail(history, number))
    for each in history.conversations(limit=_NEWEST):
        if each.kind is Kind.DOCUMENT:
            continue
        tail = read_tail(history, each.id)
        if tail.exchanges and tail.before is None and _begins(page, tail):
            return Begun(each.id, tail)
    return Begun(0, Tail([], None, {}))


def write(conversation: OpenConversation, tail: Tail) -> None:
    """Write the exchanges of ``conversation`` that come behind those of ``tail``, which are all
    that the history has."""
    exchanges = conversation.exchanges
    prompts = [each.prompt for each in tail.exchanges]
    if tail.before is not None or prompts != [
        each.prompt for each in exchanges[: len(tail.exchanges)]
    ]:
        return
    for here, there in zip(exchanges, tail.exchanges, strict=False):
        here.entry = here.entry or there.entry
    for place, exchange in enumerate(exchanges):
        if exchange.entry is None:
            conversation.take_in(exchange, exchanges[:place])


def _begins(page: Sequence[Said], tail: Tail) -> bool:
    """Whether these are the first exchanges of the page, in which an answer may be further than
    there: many a conversation begins with the same prompt."""
    return len(tail.exchanges) <= len(page) and all(
        here.prompt == there.prompt
        and (here.answer.startswith(there.text) or there.text.startswith(here.answer))
        for here, there in zip(page, tail.exchanges, strict=False)
    )
