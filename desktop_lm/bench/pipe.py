"""The engine through its pipe, with nothing but the worker thread on this side."""

from __future__ import annotations

import queue
import re
from dataclasses import fields as fields_of
from pathlib import Path
from time import monotonic, perf_counter, sleep
from types import TracebackType
from typing import Self, TypeVar

import psutil

from desktop_lm.bench.answer import Answer, BenchFailed
from desktop_lm.child_command import child_command
from desktop_lm.engine.client import EngineClient
from desktop_lm.engine.worker import Worker
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    Failed,
    Generate,
    Hello,
    Inspect,
    Load,
    Loaded,
    ModelInfo,
    PromptPart,
    Reply,
    Request,
    Sampling,
    Text,
)

_COMPUTE_BUFFER = re.compile(r"compute buffer size\s*=\s*([\d.]+)\s*MiB")

_LOG_SECONDS = 5.0  # the log comes by another thread than the replies

R = TypeVar("R", Loaded, Counted)


class PipeEngine:
    """An engine process of its own. Replies are timed on the worker thread, as they come in."""

    def __init__(self, load: Load, log: Path) -> None:
        """Start it and load the model. Raises AppError, BenchFailed."""
        self._log = log
        self._replies: queue.SimpleQueue[tuple[float, Reply | AppError]] = queue.SimpleQueue()
        self._worker = Worker()
        self._client = EngineClient(self._worker, child_command("--engine"), log, self)
        self._worker.start()
        self._number = load.id
        self.pid = 0
        try:
            self._post(load, start=True)
            self.model: ModelInfo = self._wait_for(Loaded).model
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process and the worker thread, and wait until both are gone."""
        self._worker.close(self._client.stop_process, self._client.force_end)

    @property
    def environment(self) -> dict[str, str]:
        """What the engine process was started with."""
        return psutil.Process(self.pid).environ()

    @property
    def niceness(self) -> int:
        """The priority the engine process gave itself."""
        return psutil.Process(self.pid).nice()

    def count(self, text: str) -> int:
        """Tokens of ``text``."""
        self._number += 1
        self._post(Count(self._number, (PromptPart(text),)))
        return self._wait_for(Counted).tokens

    def generate(
        self, text: str, sampling: Sampling, max_tokens: int, alternatives: int = 0
    ) -> Answer:
        """Answer ``text`` as it stands, without a chat template; with so many ``alternatives`` of
        each token where any are wanted. Raises AppError, BenchFailed."""
        self._number += 1
        request = Generate(
            id=self._number, parts=(PromptPart(text),), sampling=sampling, max_tokens=max_tokens
        )
        if alternatives:
            fields = {each.name: getattr(request, each.name) for each in fields_of(request)}
            request = Inspect(**fields, alternatives=alternatives)
        sent_at = self._post(request)
        texts: list[tuple[float, Text]] = []
        while True:
            at, reply = self._next()
            if isinstance(reply, Text):
                texts.append((at, reply))
            if isinstance(reply, Done):
                return _answer(reply, sent_at, texts, at)

    def compute_buffer_mib(self) -> float:
        """Size of llama.cpp's compute buffers, as its log tells it. Raises BenchFailed."""
        deadline = monotonic() + _LOG_SECONDS
        while monotonic() < deadline:
            log = self._log.read_text(encoding="utf-8", errors="replace")
            if found := _COMPUTE_BUFFER.findall(log):
                return sum(float(size) for size in found)
            sleep(_LOG_SECONDS / 100)
        raise BenchFailed("llama.cpp's log names no compute buffer")

    # --- the worker thread ---

    def on_reply(self, reply: Reply) -> None:
        """From the engine client."""
        self._replies.put((perf_counter(), reply))

    def on_engine_end(self, error: AppError) -> None:
        """From the engine client."""
        self._replies.put((perf_counter(), error))

    # --- inside ---

    def _post(self, request: Request, *, start: bool = False) -> float:
        """Send on the worker thread; the moment it was sent comes back."""
        sent: queue.SimpleQueue[float] = queue.SimpleQueue()

        def send() -> None:
            try:
                if start:
                    self._client.start_process()
                sent.put(perf_counter())
                self._client.send(request)
            except AppError as error:
                sent.put(perf_counter())
                self.on_engine_end(error)

        self._worker.post(send)
        return sent.get()

    def _next(self) -> tuple[float, Reply]:
        at, reply = self._replies.get()
        if isinstance(reply, AppError):
            raise reply
        if isinstance(reply, Failed):
            raise AppError(Code(reply.code), **reply.params)
        if isinstance(reply, Hello):
            self.pid = reply.pid
        return at, reply

    def _wait_for(self, kind: type[R]) -> R:
        while True:
            _, reply = self._next()
            if isinstance(reply, kind):
                return reply


def _answer(done: Done, sent_at: float, texts: list[tuple[float, Text]], done_at: float) -> Answer:
    first_at, first_tokens = (texts[0][0], texts[0][1].tokens) if texts else (done_at, done.tokens)
    return Answer(
        prompt_tokens=done.prompt_tokens,
        reused_tokens=done.reused_tokens,
        tokens=done.tokens,
        first_tokens=first_tokens,
        first_seconds=first_at - sent_at,
        rest_seconds=done_at - first_at,
        line_breaks=sum(text.text.count("\n") for _, text in texts),
    )
