"""The engine process's loop: requests in on one pipe, replies out on another.

Two threads: the reader takes lines off standard input, so that a Cancel is seen while the main
thread computes; the main thread runs one request after the other. When standard input ends, the
window is gone: what runs is cancelled and the process ends, at the latest ``EXIT_SECONDS`` later.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from time import perf_counter
from typing import BinaryIO

from desktop_lm.engine import wire
from desktop_lm.engine.backend import Backend, Cancelled, GeneratedToken, Usage
from desktop_lm.engine.text_decoder import TextDecoder
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Cancel,
    Count,
    Counted,
    Done,
    DryLoad,
    DryLoaded,
    Failed,
    Generate,
    Hello,
    Inspect,
    Inspected,
    Load,
    Loaded,
    LoadProgress,
    PromptProgress,
    Reply,
    Request,
    Score,
    Scored,
    State,
    StopReason,
    Text,
    TokenView,
    Unload,
    Unloaded,
)

EXIT_SECONDS = 1.0
# Text is sent at most this often: a window shows it no oftener, and each line wakes a thread
# there that competes with llama.cpp's own for the processor.
TEXT_INTERVAL_SECONDS = 0.04
_LOAD_STEP = 0.02


class Server:
    """Serves one backend over a pair of binary streams."""

    def __init__(self, backend: Backend, requests: BinaryIO, replies: BinaryIO) -> None:
        self._backend = backend
        self._requests = requests
        self._replies = replies
        self._inbox: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._lock = threading.Lock()  # guards the two below
        self._current: int | None = None
        self._cancelled: set[int] = set()

    def run(self) -> None:
        """Serve until standard input ends."""
        threading.Thread(target=self._read, name="requests", daemon=True).start()
        self._send(Hello(wire.PROTOCOL, os.getpid(), self._backend.name))
        while (request := self._inbox.get()) is not None:
            self._begin(request.id)
            self._send(State(busy=True))
            self._handle(request)
            self._end(request.id)
            self._send(State(busy=False))
        self._backend.unload()

    # --- the reader's thread ---

    def _read(self) -> None:
        try:
            for line in wire.read_frames(self._requests):
                message = wire.decode(line)
                if isinstance(message, Cancel):
                    self._cancel(message.id)
                else:
                    self._inbox.put(message)  # type: ignore[arg-type]
        except AppError as error:
            self._send(Failed(0, error.code.value, error.params))
        finally:
            self._backend.cancel.set()
            self._inbox.put(None)
            watchdog = threading.Timer(EXIT_SECONDS, os._exit, [0])
            watchdog.daemon = True
            watchdog.start()

    def _cancel(self, request_id: int) -> None:
        with self._lock:
            if request_id == self._current:
                self._backend.cancel.set()
            else:
                self._cancelled.add(request_id)

    # --- the main thread ---

    def _begin(self, request_id: int) -> None:
        with self._lock:
            self._current = request_id
            self._backend.cancel.clear()
            if request_id in self._cancelled:
                self._cancelled.discard(request_id)
                self._backend.cancel.set()

    def _end(self, request_id: int) -> None:
        with self._lock:
            self._current = None
            self._cancelled = {other for other in self._cancelled if other > request_id}

    def _handle(self, request: Request) -> None:
        try:
            match request:
                case DryLoad():
                    self._send(DryLoaded(request.id, self._backend.dry_load(request)))
                case Load():
                    self._load(request)
                case Unload():
                    self._backend.unload()
                    self._send(Unloaded(request.id))
                case Generate():
                    self._generate(request)
                case Score():
                    self._score(request)
                case Count():
                    self._send(Counted(request.id, self._backend.count(request.parts)))
        except AppError as error:
            self._send(Failed(request.id, error.code.value, error.params))
        except MemoryError:
            self._send(Failed(request.id, Code.ENGINE_OUT_OF_MEMORY.value, {}))

    def _load(self, request: Load) -> None:
        shown = -1.0

        def progress(fraction: float) -> bool:
            nonlocal shown
            if fraction - shown >= _LOAD_STEP or fraction >= 1:
                shown = fraction
                self._send(LoadProgress(request.id, fraction))
            return not self._backend.cancel.is_set()

        try:
            model = self._backend.load(request, progress)
            self._send(Loaded(request.id, model, self._backend.memory))
        except Cancelled:
            self._send(Unloaded(request.id))

    def _score(self, request: Score) -> None:
        usage = Usage()
        try:
            scores = self._backend.score(request, usage)
        except Cancelled:
            usage.stop_reason = StopReason.CANCELLED
            self._send(_done(request.id, usage))
            return
        self._send(
            Scored(
                request.id,
                scores,
                usage.prompt_tokens,
                usage.reused_tokens,
                usage.prompt_seconds,
            )
        )

    def _generate(self, request: Generate) -> None:
        usage = Usage()
        stream = _AnswerStream(request, self._send)

        def prompt_progress(done: int, total: int, reused: int) -> None:
            self._send(PromptProgress(request.id, done, total, reused))

        try:
            for token in self._backend.generate(request, usage, prompt_progress):
                stream.add(token)
                if stream.stopped:
                    usage.stop_reason = StopReason.STOP_STRING
                    break
                if self._backend.cancel.is_set():
                    raise Cancelled
        except Cancelled:
            usage.stop_reason = StopReason.CANCELLED
        finally:
            stream.finish()
        self._send(_done(request.id, usage))

    def _send(self, reply: Reply) -> None:
        try:
            self._replies.write(wire.encode(reply))
            self._replies.flush()
        except (OSError, ValueError):
            os._exit(0)  # nobody reads any more


class _AnswerStream:
    """Turns an answer's tokens into Text (and Inspected) replies, a few together."""

    def __init__(self, request: Generate, send: Callable[[Reply], None]) -> None:
        self._id = request.id
        self._inspect = isinstance(request, Inspect)
        self._send = send
        self._decoder = TextDecoder(request.stop, skip_leading_space=request.skip_leading_space)
        self._text = ""
        self._views: list[TokenView] = []
        self._tokens = 0
        self._sent_at = 0.0

    @property
    def stopped(self) -> bool:
        return self._decoder.stopped

    def add(self, token: GeneratedToken) -> None:
        self._tokens += 1
        self._text += self._decoder.feed(token.piece)
        if self._inspect:
            self._views.append(
                TokenView(
                    token.token,
                    token.piece.decode("utf-8", "replace"),
                    token.probability,
                    token.alternatives,
                )
            )
        if perf_counter() - self._sent_at >= TEXT_INTERVAL_SECONDS:
            self._flush()

    def finish(self) -> None:
        self._text += self._decoder.flush()
        self._flush()

    def _flush(self) -> None:
        if self._views:
            self._send(Inspected(self._id, tuple(self._views)))
            self._views.clear()
        if self._text:
            self._send(Text(self._id, self._text, self._tokens))
            self._text = ""
        self._sent_at = perf_counter()


def _done(request_id: int, usage: Usage) -> Done:
    return Done(
        request_id,
        usage.stop_reason,
        usage.prompt_tokens,
        usage.reused_tokens,
        usage.tokens,
        usage.prompt_seconds,
        usage.decode_seconds,
    )
