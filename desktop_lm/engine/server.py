"""The engine process's loop: requests in on one pipe, replies out on another.

Two threads: the reader takes lines off standard input, so that a Cancel is seen while the main
thread computes; the main thread runs one request after the other. When standard input ends, the
window is gone: what runs is cancelled and the process ends, at the latest ``EXIT_SECONDS`` later.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

from desktop_lm.engine import wire
from desktop_lm.engine.answer_stream import AnswerStream
from desktop_lm.engine.backend import Backend, Cancelled, StepListener, Usage
from desktop_lm.engine.resident import peak_bytes
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
    GenerateMany,
    Hello,
    Load,
    Loaded,
    LoadProgress,
    MeasurePerplexity,
    Perplexity,
    Progress,
    PromptProgress,
    Quantise,
    Quantised,
    Reply,
    Request,
    Score,
    Scored,
    State,
    StopReason,
    Tokenise,
    Tokenised,
    Unload,
    Unloaded,
)

EXIT_SECONDS = 1.0
IDLE_SECONDS = 0.5  # a job's next request follows within milliseconds
LAST_WORK_SECONDS = 0.6
PROGRESS_INTERVAL_SECONDS = 0.1
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
        while (request := self._next()) is not None:
            self._begin(request.id)
            self._send(State(busy=True))
            self._handle(request)
            self._end(request.id)
            self._send(State(busy=False))
        deadline = perf_counter() + LAST_WORK_SECONDS
        while perf_counter() < deadline and self._backend.when_idle(ending=True):
            pass
        self._backend.unload()

    def _next(self) -> Request | None:
        """The next request. What can wait is done once none has come for a while."""
        pause: float | None = IDLE_SECONDS
        while True:
            try:
                return self._inbox.get(timeout=pause)
            except queue.Empty:
                pause = 0 if self._backend.when_idle() else None

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
            self._dispatch(request)
        except AppError as error:
            self._send(Failed(request.id, error.code.value, error.params))
        except MemoryError:
            self._send(Failed(request.id, Code.ENGINE_OUT_OF_MEMORY.value, {}))

    def _dispatch(self, request: Request) -> None:
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
            case GenerateMany():
                self._generate_many(request)
            case Score():
                self._score(request)
            case Count() | Tokenise():
                self._take_apart(request)
            case MeasurePerplexity():
                self._perplexity(request)
            case Quantise():
                self._quantise(request)

    def _take_apart(self, request: Count | Tokenise) -> None:
        if isinstance(request, Count):
            self._send(Counted(request.id, self._backend.count(request.parts)))
        else:
            self._send(Tokenised(request.id, self._backend.tokenise(request.parts)))

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
        stream = AnswerStream(request, self._send)

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
        self._send(_done(request.id, usage, stream.token_ids))

    def _generate_many(self, request: GenerateMany) -> None:
        usage = Usage()
        try:
            for completion in self._backend.generate_many(request, usage):
                self._send(completion)
        except Cancelled:
            usage.stop_reason = StopReason.CANCELLED
        self._send(_done(request.id, usage))

    def _perplexity(self, request: MeasurePerplexity) -> None:
        started = perf_counter()
        try:
            found = self._backend.perplexity(request, self._progress(request.id))
        except Cancelled:
            self._send(_done(request.id, Usage(stop_reason=StopReason.CANCELLED)))
            return
        seconds = perf_counter() - started
        self._send(Perplexity(request.id, found.perplexity, found.tokens, seconds))

    def _quantise(self, request: Quantise) -> None:
        fallbacks = self._backend.quantise(request, self._progress(request.id))
        self._send(Quantised(request.id, Path(request.target).stat().st_size, fallbacks))

    def _progress(self, request_id: int) -> StepListener:
        """Sends the steps, the last of them always and the others not too often."""
        sent_at = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal sent_at
            now = perf_counter()
            if done == total or now - sent_at >= PROGRESS_INTERVAL_SECONDS:
                sent_at = now
                self._send(Progress(request_id, done, total))

        return progress

    def _send(self, reply: Reply) -> None:
        try:
            self._replies.write(wire.encode(reply))
            self._replies.flush()
        except (OSError, ValueError):
            os._exit(0)  # nobody reads any more


def _done(request_id: int, usage: Usage, token_ids: Sequence[int] = ()) -> Done:
    return Done(
        request_id,
        usage.stop_reason,
        usage.prompt_tokens,
        usage.reused_tokens,
        usage.tokens,
        usage.prompt_seconds,
        usage.decode_seconds,
        tuple(token_ids),
        usage.trace and replace(usage.trace, peak_bytes=peak_bytes()),
    )
