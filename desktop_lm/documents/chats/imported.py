"""A conversation of another program as a value."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """``key`` names it in its conversation, ``parent`` the one it follows, None for a beginning.
    Parents come before what follows them. ``created`` are seconds since 1970."""

    key: str
    parent: str | None
    is_answer: bool
    text: str
    created: float = 0.0
    model: str = ""


@dataclass(frozen=True, slots=True)
class ImportedChat:
    """``origin`` is the program's name, ``key`` the conversation's among all of it, ``shown`` the
    message one looked at last, "" for the last one; ``system`` are instructions of the user's for
    all of its answers."""

    origin: str
    key: str
    title: str
    created: float
    messages: tuple[ImportedMessage, ...]
    shown: str = ""
    system: str = ""


_MILLISECONDS = 1e11  # as seconds it is the year 5138
_YEAR_10000 = 253_402_300_800
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)


class NotThisFormat(Exception):
    """The content is none of this program's."""


def chain(
    texts: Iterable[tuple[bool, str, float, str]],
) -> tuple[ImportedMessage, ...]:
    """Messages in a row, of ``is_answer``, text, time and model. Empty ones fall away."""
    return tuple(_chain(texts))


def _chain(texts: Iterable[tuple[bool, str, float, str]]) -> Iterator[ImportedMessage]:
    before: str | None = None
    for number, (is_answer, text, created, model) in enumerate(texts):
        if text.strip():
            yield ImportedMessage(str(number), before, is_answer, text, created, model)
            before = str(number)


def in_turns(chat: ImportedChat) -> ImportedChat:
    """``chat`` with one answer to a prompt: what a model said in several messages, before and after
    it used a tool, in one. A message on which also a prompt follows stays for that."""
    found: dict[str, ImportedMessage] = {}
    went_on: dict[str, str] = {}  # in which message an answer did
    for message in chat.messages:
        above = found.get(message.parent or "")
        if message.is_answer and above is not None and above.is_answer:
            went_on.setdefault(above.key, message.key)
            text, model = f"{above.text}\n\n{message.text}", message.model or above.model
            message = replace(message, parent=above.parent, text=text, model=model)  # noqa: PLW2901
        found[message.key] = message
    gone = went_on.keys() - {message.parent for message in found.values()}
    shown = chat.shown
    while shown in gone:
        shown = went_on[shown]
    messages = tuple(message for key, message in found.items() if key not in gone)
    return replace(chat, messages=messages, shown=shown)


def with_prompts(chat: ImportedChat) -> ImportedChat:
    """``chat`` with a prompt above each answer: one that begins it, such as a greeting, gets "…",
    as what is lost has elsewhere. Its versions stay beside each other."""
    first = next((each for each in chat.messages if each.is_answer and each.parent is None), None)
    if first is None:
        return chat
    prompt = ImportedMessage(
        f"{first.key}…", None, is_answer=False, text="…", created=first.created
    )
    below = (
        replace(each, parent=prompt.key) if each.is_answer and each.parent is None else each
        for each in chat.messages
    )
    return replace(chat, messages=(prompt, *below))


def without_thoughts(text: str) -> str:
    """An answer without what the model thought before it."""
    return _THOUGHT.sub("", text)


def key_of(*values: object) -> str:
    """A name for a conversation that brings none along: from what is in it."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:32]


def seconds(value: object) -> float:
    """A time in seconds, of seconds or milliseconds; 0 where it is none that a calendar has."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    found = value / 1000 if _MILLISECONDS < value < _MILLISECONDS * 1000 else value
    return float(found) if 0 < found < _YEAR_10000 else 0.0


def text_in(value: object) -> str:
    """A text, or "" for anything else."""
    return value if isinstance(value, str) else ""
