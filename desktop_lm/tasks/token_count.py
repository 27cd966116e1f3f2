"""How many tokens a text has for the loaded model."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_lm.messages import Count, Counted, PromptPart, Reply, Request
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean

MOST_COUNTED = 2_000_000  # characters; more than any context holds
_PIECE = 200_000  # characters counted at once, so that another job can come between


class TokenCountTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its result is the number of tokens."""

    def __init__(self, model: LoadedModel, text: str) -> None:
        del model  # the engine counts
        text, _ = clean(text)
        self._pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        self._tokens = 0

    def next_request(self, request_id: int) -> Request | None:
        return Count(request_id, (PromptPart(self._pieces[0]),)) if self._pieces else None

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Counted):
            self._pieces.pop(0)
            self._tokens += reply.tokens
        return ()

    def updates(self) -> list[object]:
        return []

    def result(self) -> int:
        return self._tokens
