"""A prompt as the model reads it: what is asked, cut into tokens, and nothing generated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_lm.messages import PromptPart, PromptPiece, Reply, Request, Tokenise, Tokenised
from desktop_lm.tasks.prompt import PromptTask


@dataclass(frozen=True, slots=True)
class PromptPieces:
    """``pieces`` of ``parts``; ``left_out`` turns of the conversation found no room."""

    parts: tuple[PromptPart, ...] = ()
    pieces: tuple[PromptPiece, ...] = ()
    left_out: int = 0


class PromptPiecesTask(PromptTask):
    """The prompt that :class:`~desktop_lm.tasks.prompt.PromptTask` would send, taken apart."""

    _pieces = PromptPieces()

    def _final(self, request_id: int, parts: tuple[PromptPart, ...]) -> Request:
        self._pieces = PromptPieces(parts, left_out=self._fit.left_out)
        return Tokenise(request_id, parts)

    def updates(self) -> list[object]:
        """What there is to say was said with the answer."""
        super().updates()
        return []

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Tokenised):
            self._pieces = PromptPieces(self._pieces.parts, reply.pieces, self._pieces.left_out)
            return ()
        return super().feed(reply)

    def result(self) -> PromptPieces:  # type: ignore[override]
        """The pieces; none where it was stopped."""
        return self._pieces
