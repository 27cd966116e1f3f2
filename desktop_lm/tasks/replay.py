"""An answer once more, as its receipt says."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_lm.messages import Done, Reply, Request, Text
from desktop_lm.tasks.prompt import TextAdded
from desktop_lm.tasks.receipt import Receipt, as_request, receipt_of
from desktop_lm.tasks.task import LoadedModel


class ReplayTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; the result is the new receipt, or None where
    it was stopped before there was one."""

    def __init__(self, model: LoadedModel, receipt: Receipt) -> None:
        self._info = model.info
        self._given = receipt
        self._asked = False
        self._text = ""
        self._made: Receipt | None = None

    def next_request(self, request_id: int) -> Request | None:
        """The one request."""
        if self._asked:
            return None
        self._asked = True
        return as_request(self._given, request_id)

    def updates(self) -> list[object]:
        return []

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Text):
            self._text += reply.text
            yield TextAdded(reply.text, reply.tokens, 0.0)
        elif isinstance(reply, Done):
            request = as_request(self._given, reply.id)
            self._made = receipt_of(self._info, request, reply, self._text)

    def result(self) -> Receipt | None:
        return self._made
