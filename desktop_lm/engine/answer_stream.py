"""An answer's tokens on their way into the pipe, a few together."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from time import perf_counter

from desktop_lm.engine.backend import GeneratedToken
from desktop_lm.engine.text_decoder import TextDecoder
from desktop_lm.messages import Generate, Inspected, Reply, Text, TokenView

# Text is sent at most this often. Each line wakes threads in the window that compete with
# llama.cpp's own for the processor; ten times a second still reads as flowing.
TEXT_INTERVAL_SECONDS = 0.1


class AnswerStream:
    """Turns an answer's tokens into Text (and Inspected) replies, a few together."""

    def __init__(self, request: Generate, send: Callable[[Reply], None]) -> None:
        self._id = request.id
        self._send = send
        self._decoder = TextDecoder(request.stop, skip_leading_space=request.skip_leading_space)
        self._text = ""
        self._characters = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._inspected: list[GeneratedToken] = []  # and not told yet
        self.token_ids: list[int] = []
        self._sent_at = 0.0

    @property
    def stopped(self) -> bool:
        return self._decoder.stopped

    def add(self, token: GeneratedToken) -> None:
        self.token_ids.append(token.token)
        self._text += self._decoder.feed(token.piece)
        if token.inspection is not None:
            self._inspected.append(token)
        if perf_counter() - self._sent_at >= TEXT_INTERVAL_SECONDS:
            self._flush()

    def finish(self) -> None:
        self._text += self._decoder.flush()
        self._flush()

    def _flush(self) -> None:
        if self._inspected:
            inspected, self._inspected = self._inspected, []
            self._send(Inspected(self._id, tuple(map(self._view, inspected))))
        if self._text:
            self._send(Text(self._id, self._text, len(self.token_ids)))
            self._text = ""
        self._sent_at = perf_counter()

    def _view(self, token: GeneratedToken) -> TokenView:
        assert token.inspection is not None
        seen = token.inspection()
        return TokenView(
            token.token,
            self._characters.decode(token.piece),
            seen.probability,
            seen.alternatives,
            seen.after,
            seen.penalised,
            seen.rank,
            seen.steps,
        )
