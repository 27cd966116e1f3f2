"""How far the history has what stood on a page: its way through the versions of a conversation.

Called on the history's thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.history_file import whole

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Message
    from desktop_lm.storage.history.history import History

# An answer that ended so may have gone on while the history could not be written.
_MAY_GO_ON = (TextState.INTERRUPTED, TextState.STOPPED, TextState.FAILED)


class Said(NamedTuple):
    """A prompt and what was answered, "" for nothing yet."""

    prompt: str
    answer: str


class Step(NamedTuple):
    """The messages of an exchange, 0 for an answer that the history has not. ``is_newer``: on the
    page is another answer, or more of this one."""

    prompt: int
    answer: int
    is_newer: bool


def find_way(
    history: History, number: int, page: Sequence[Said], shown: Sequence[int]
) -> list[Step]:
    """The first exchanges of the ``page`` whose prompts the conversation ``number`` has, wherever
    in it the page begins; the messages ``shown`` that have its first prompt are looked at first.
    Empty where the conversation has not even that."""
    tree = _Tree(history)
    ways = [tree.follow(page, start) for start in shown]
    if not any(is_all(way, page) for way in ways):
        others = set(history.asked(number, page[0].prompt)).difference(shown)
        ways += [tree.follow(page, start) for start in others]
    return max(ways, key=_known, default=[])


def is_all(way: Sequence[Step], page: Sequence[Said]) -> bool:
    """Whether the history has all of the page."""
    return len(way) == len(page) and not any(step.is_newer for step in way)


def _known(way: Sequence[Step]) -> tuple[int, int, int]:
    """How much of the page the history has on this way; of two alike the newer one."""
    return (len(way), sum(not step.is_newer for step in way), way[0].prompt)


class _Tree:
    """The messages of the history, each read once: ways through exchanges that are alike meet the
    same ones over and over."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._below: dict[tuple[int, Role], list[Message]] = {}

    def follow(self, page: Sequence[Said], start: int) -> list[Step]:
        """The way that begins with the prompt ``start``."""
        way = [self._step(start, page[0])]
        for said in page[1:]:
            last = way[-1]
            if last.is_newer and not last.answer:
                break  # nothing is below an answer that is not there
            below, prompt = self._reached(last.answer or last.prompt, Role.USER), whole(said.prompt)
            steps = [self._step(each.id, said) for each in below if each.text == prompt]
            if not steps:
                break
            way.append(max(steps, key=lambda step: (not step.is_newer, step.prompt)))
        return way

    def _step(self, prompt: int, said: Said) -> Step:
        text = whole(said.answer)
        answers = self._reached(prompt, Role.ASSISTANT)
        if have := [each for each in answers if each.text.startswith(text)]:
            found = max(have, key=lambda each: (each.text == text, each.id))
            return Step(prompt, found.id, is_newer=False)
        begun = [each for each in answers if each.state in _MAY_GO_ON]
        begun = [each for each in begun if text.startswith(each.text)]
        if begun:
            return Step(prompt, max(begun, key=lambda each: len(each.text)).id, is_newer=True)
        return Step(prompt, 0, is_newer=bool(text))

    def _reached(self, message: int, role: Role) -> list[Message]:
        """The messages of that role below one, down to the next prompts: an import may have several
        answers below each other."""
        if (message, role) not in self._below:
            found, above = [], [message]
            while above:
                for each in self._history.below(above.pop()):
                    if each.role is role:
                        found.append(each)
                    if each.role is Role.ASSISTANT:
                        above.append(each.id)
            self._below[message, role] = found
        return self._below[message, role]
