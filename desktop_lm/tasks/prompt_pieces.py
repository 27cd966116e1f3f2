"""A prompt as the model reads it: what is asked, cut into tokens, and nothing generated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_lm.messages import (
    Generate,
    PromptPart,
    PromptPiece,
    Reply,
    Request,
    Tokenise,
    Tokenised,
)
from desktop_lm.tasks.answering import Given, answer_task
from desktop_lm.tasks.task import LoadedModel, Notice


@dataclass(frozen=True, slots=True)
class PromptPieces:
    """``pieces`` of ``parts``; ``left_out`` turns of the conversation found no room."""

    parts: tuple[PromptPart, ...] = ()
    pieces: tuple[PromptPiece, ...] = ()
    left_out: int = 0


class PromptPiecesTask:
    """Implements :class:`desktop_lm.tasks.task.Task`: goes the way of the task that answers, up to
    its first request for an answer, and has that request's prompt taken apart instead."""

    def __init__(self, model: LoadedModel, given: Given) -> None:
        self._answering = answer_task(model, given)
        self._found = PromptPieces()

    def next_request(self, request_id: int) -> Request | None:
        """The next request; raises as that of the task that answers."""
        if self._found.parts:
            return None
        request = self._answering.next_request(request_id)
        for update in self._answering.updates():
            if isinstance(update, Notice) and update.code == "turns_left_out":
                self._found = replace(self._found, left_out=int(dict(update.params)["count"]))
        if not isinstance(request, Generate):
            return request
        self._found = replace(self._found, parts=request.parts)
        return Tokenise(request_id, request.parts)

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Tokenised):
            self._found = replace(self._found, pieces=reply.pieces)
        elif not self._found.parts:
            list(self._answering.feed(reply))
        return ()

    def updates(self) -> Iterable[object]:
        """What there is to say was said with the answer."""
        return ()

    def result(self) -> PromptPieces:
        """The pieces; none where it was stopped."""
        return self._found
