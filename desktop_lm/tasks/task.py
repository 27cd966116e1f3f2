"""The shape every task has, so that one runner serves them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from desktop_lm.messages import ModelInfo, Reply, Request
from desktop_lm.tasks.chat.template import ChatFormat
from desktop_lm.tasks.sentiment.head import Heads


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """What a task may know of the model it runs on.

    ``go_on_or_stop`` is called between two steps of what takes a task long to make ready, in
    ``next_request`` only; it raises :class:`~desktop_lm.errors.Stopped` once nobody waits for it.
    """

    info: ModelInfo
    chat: ChatFormat
    heads: Heads | None = None  # for sentiment, where some were trained for this very file
    languages: frozenset[str] = frozenset()  # ISO 639 codes; empty where its file says nothing
    go_on_or_stop: Callable[[], object] = bool


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know though nothing failed; ``code`` picks the sentence."""

    code: str
    params: tuple[tuple[str, str | int | float], ...] = ()


class Task(Protocol):
    """Two pure halves: what to ask the engine next, and what to make of its replies.

    The runner asks ``next_request`` for a request, feeds every reply to it, and asks again when
    the reply ends the request (``Done``, ``Scored``, ``Counted`` or ``Tokenised``), until it gets
    None.
    """

    def next_request(self, request_id: int) -> Request | None:
        """The next request, numbered ``request_id``; None when the task is done.

        Raises :class:`~desktop_lm.errors.AppError` where the input cannot be worked on, and
        Stopped where :attr:`LoadedModel.go_on_or_stop` did.
        """

    def feed(self, reply: Reply) -> Iterable[object]:
        """Updates to show for this reply, in order: frozen dataclasses of the task's module."""

    def updates(self) -> Iterable[object]:
        """Updates made between replies, once each; asked for after every ``next_request``, when the
        request is sent: what takes a while and is not needed for the request is worked out here."""

    def result(self) -> object:
        """What there is so far; complete once ``next_request`` gave None. Never raises."""
