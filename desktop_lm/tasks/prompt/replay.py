"""An answer once more, as its receipt says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from desktop_lm.messages import Done, Reply, Request, Text
from desktop_lm.tasks.prompt.grammar.gbnf import parse
from desktop_lm.tasks.prompt.prompt import TextAdded
from desktop_lm.tasks.prompt.receipt import Receipt, as_request, receipt_of, requests_of
from desktop_lm.tasks.task import LoadedModel


class ReplayTask:
    """Implements :class:`desktop_lm.tasks.task.Task`, one request for each of the receipt; the
    result is the new receipt, or None where it was stopped before there was one."""

    def __init__(self, model: LoadedModel, receipt: Receipt) -> None:
        self._info = model.info
        self._given = list(requests_of(receipt))
        self._text = ""
        self._made: list[Receipt] = []
        self._is_stopped = False

    def next_request(self, request_id: int) -> Request | None:
        """The next request; raises AppError(GRAMMAR_INVALID) for a grammar that llama.cpp is not to
        read: a receipt is a file that anybody may have written in."""
        if self._is_stopped or len(self._made) == len(self._given):
            return None
        self._text = ""
        given = self._given[len(self._made)]
        if given.sampling.grammar:
            parse(given.sampling.grammar)
        return as_request(given, request_id)

    def updates(self) -> list[object]:
        return []

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Text):
            self._text += reply.text
            yield TextAdded(reply.text, reply.tokens, 0.0)
        elif isinstance(reply, Done):
            request = as_request(self._given[len(self._made)], reply.id)
            made = receipt_of(self._info, request, reply, self._text)
            if made is None:
                self._is_stopped = True
                return
            self._made.append(made)
            if len(self._made) < len(self._given):
                yield TextAdded("\n\n", 0, 0.0)

    def result(self) -> Receipt | None:
        if not self._made:
            return None
        *earlier, last = self._made
        return replace(last, earlier=tuple(earlier))
