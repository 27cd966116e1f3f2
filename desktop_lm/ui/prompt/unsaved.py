"""What only the page has at a start: the window ended while the history could not be written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from desktop_lm.storage.history.conversation import Kind
from desktop_lm.storage.history.conversation_writer import Entry
from desktop_lm.storage.history.history_file import whole
from desktop_lm.ui.prompt.conversation_tail import Tail, read_tail
from desktop_lm.ui.prompt.known_way import Said, Step, find_way, is_all

if TYPE_CHECKING:
    from desktop_lm.storage.history.history import History
    from desktop_lm.ui.prompt.exchange import Exchange
    from desktop_lm.ui.prompt.open_conversation import OpenConversation

_NEWEST = 5  # conversations


class Begun(NamedTuple):
    """A conversation of the history that has the first of the page's exchanges, those of ``way``;
    number 0 for none. ``tail`` is its end, or that of the way where the page has more."""

    number: int
    tail: Tail
    way: Sequence[Step]


def find(number: int, page: Sequence[Said], history: History) -> Begun:
    """Look for the conversation of the ``page``, which remembers ``number``; but a window that
    closed right after the first prompt knew none, and a history that was damaged begins to count
    anew."""
    if number:
        with suppress(KeyError):
            begun = _begun(history, number, page, read_tail(history, number))
            if begun.way or not page:
                return begun
    for each in history.conversations(limit=_NEWEST):
        if each.kind is Kind.DOCUMENT:
            continue
        tail = read_tail(history, each.id)
        if tail.exchanges and tail.before is None and _begins(page, tail):
            return _begun(history, each.id, page, tail)
    return Begun(0, Tail([], None, {}), ())


def write(conversation: OpenConversation, page: Sequence[Exchange], way: Sequence[Step]) -> None:
    """Write down what the ``page`` has and the ``conversation``, which has the exchanges of the
    ``way``, has not, and put it behind those; what was asked meanwhile is written already."""
    exchanges = conversation.exchanges
    known = {each.entry.prompt: each for each in exchanges if each.entry is not None}
    for here, step in zip(page, way, strict=False):
        if step.is_newer and (there := known.get(step.prompt)):
            there.entry = Entry(step.prompt, step.answer)
            there.entry.stored.set()
            there.answer, there.note, there.broken_off = [here.text], here.note, False
            there.model = here.model or there.model
            conversation.take_answer(there)
    for exchange in page[len(way) :]:
        if exchange.entry is None:
            conversation.take_in(exchange, exchanges)
        exchanges.append(exchange)


def _begun(history: History, number: int, page: Sequence[Said], tail: Tail) -> Begun:
    way = find_way(history, number, page, _shown(page[0].prompt, tail)) if page else []
    if way and not is_all(way, page):
        tail = read_tail(history, number, leaf=way[-1].answer or way[-1].prompt)
    return Begun(number, tail, way)


def _shown(prompt: str, tail: Tail) -> list[int]:
    exchanges = [each for each in tail.exchanges if each.prompt == whole(prompt)]
    return [each.entry.prompt for each in exchanges if each.entry is not None]


def _begins(page: Sequence[Said], tail: Tail) -> bool:
    """Whether these are the first exchanges of the page, in which an answer may be further than
    there: many a conversation begins with the same prompt."""
    return len(tail.exchanges) <= len(page) and all(
        here.prompt == there.prompt
        and (here.answer.startswith(there.text) or there.text.startswith(here.answer))
        for here, there in zip(page, tail.exchanges, strict=False)
    )
