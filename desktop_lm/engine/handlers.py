"""What the engine does for each kind of request, and what it replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from desktop_lm.engine.answer_stream import AnswerStream
from desktop_lm.engine.backend import Backend, Cancelled, StepListener, Usage
from desktop_lm.engine.resident import peak_bytes
from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    DryLoad,
    DryLoaded,
    Generate,
    GenerateMany,
    Load,
    Loaded,
    LoadProgress,
    MeasurePerplexity,
    Perplexity,
    Progress,
    PromptProgress,
    Quantise,
    Quantised,
    ReadAhead,
    Reply,
    Request,
    Score,
    Scored,
    StopReason,
    Tokenise,
    Tokenised,
    Unload,
    Unloaded,
)

_PROGRESS_SECONDS = 0.1
_LOAD_STEP = 0.02


class Handlers:
    """Has the ``backend`` work on one request after the other; replies go to ``send``."""

    def __init__(self, backend: Backend, send: Callable[[Reply], None]) -> None:
        self._backend = backend
        self._send = send

    def handle(self, request: Request) -> None:
        """Do what is asked; the last reply says that it is done. Raises AppError, MemoryError."""
        match request:
            case Load():
                self._load(request)
            case Unload():
                self._backend.unload()
                self._send(Unloaded(request.id))
            case Generate():
                self._generate(request)
            case ReadAhead():
                self._read_ahead(request)
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
        if isinstance(request, DryLoad):
            self._send(DryLoaded(request.id, self._backend.dry_load(request)))
            return
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

    def _read_ahead(self, request: ReadAhead) -> None:
        usage = Usage()
        try:
            self._backend.read_ahead(request, usage)
        except Cancelled:
            usage.stop_reason = StopReason.CANCELLED
        self._send(_done(request.id, usage))

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
            if done == total or now - sent_at >= _PROGRESS_SECONDS:
                sent_at = now
                self._send(Progress(request_id, done, total))

        return progress


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
