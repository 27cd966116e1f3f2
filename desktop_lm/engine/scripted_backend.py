"""A backend that plays a script instead of a model, for tests of everything around it.

The "model file" is a JSON file; see :class:`Script` for its fields. It runs in the real engine
process, so pipes, cancelling, crashes and restarts are the real ones.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from time import monotonic, perf_counter

import msgspec

from desktop_lm.engine.backend import (
    Cancelled,
    Foresight,
    GeneratedToken,
    Inspection,
    PromptListener,
    StepListener,
    Usage,
)
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Alternative,
    CacheType,
    Completion,
    ContinuationScore,
    Cut,
    CutStep,
    DryLoad,
    Generate,
    GenerateMany,
    Inspect,
    Load,
    LoadOptions,
    MeasurePerplexity,
    MemoryParts,
    ModelInfo,
    PromptPart,
    PromptPiece,
    Quantise,
    ReadAhead,
    Score,
    StopReason,
)

FULL_CONTEXT = 4096
_OTHERS = 100
_CACHE_BITS = {CacheType.F16: 16, CacheType.Q8_0: 8, CacheType.Q4_0: 4}


class Script(msgspec.Struct, forbid_unknown_fields=True):
    """What to play. ``answer`` are the tokens; in them "{prompt}" is replaced by the last user
    text and "{time}" by the seconds of the system's monotonic clock."""

    answer: tuple[str, ...] = ("Hello", " world", ".")
    repeat: int = 1  # how often the answer is played in one request
    token_seconds: float = 0.0  # pause before each token
    load_seconds: float = 0.0
    load_error: str = ""  # fail to load with this reason
    n_ctx: int = 4096
    crash_at_token: int = -1  # end the process without a word at this token
    crash_signal: int = 0  # with this signal; 0: exit status 3
    crash_on_load: bool = False
    dry_load_crashes: bool = False
    deaf: bool = False  # do not look at the cancel flag
    # what could have come instead of each token, and its probability; ids from _OTHERS on
    alternatives: dict[str, float] = msgspec.field(default_factory=dict)
    # log-probability by continuation, 0 where not named
    scores: dict[str, float] = msgspec.field(default_factory=dict)
    chat_template: str = ""
    memory: MemoryParts = MemoryParts()  # what it takes with FULL_CONTEXT tokens at 16 bits

    def memory_with(self, options: LoadOptions) -> MemoryParts:
        """What it takes when loaded so: the cache grows with its tokens and their bits."""
        share = options.n_ctx * _CACHE_BITS[options.cache_type]
        return replace(self.memory, cache=self.memory.cache * share // (FULL_CONTEXT * 16))

    perplexity: float = 10.0


class ScriptedBackend:
    """Implements :class:`desktop_lm.engine.backend.Backend`."""

    name = "scripted"

    def __init__(self) -> None:
        self.cancel = CancelFlag()
        self._script = Script()
        self._memory = MemoryParts()
        self._loaded = False

    def load(self, request: Load, progress: Callable[[float], bool]) -> ModelInfo:
        script = self._script = msgspec.json.decode(Path(request.path).read_bytes(), type=Script)
        for step in range(5):
            self._wait(script.load_seconds / 5)
            if not progress(step / 4):
                raise Cancelled
        if script.crash_on_load:
            self._crash()
        if script.load_error:
            raise AppError(Code.LOAD_FAILED, path=request.path, reason=script.load_error)
        self._memory = script.memory_with(request.options)
        self._loaded = True
        return ModelInfo(
            path=request.path,
            name="Scripted",
            architecture="scripted",
            quantisation="Q4_0",
            parameters=0,
            file_bytes=Path(request.path).stat().st_size,
            n_ctx=script.n_ctx,
            n_ctx_train=script.n_ctx,
            n_vocab=256,
            chat_template=script.chat_template,
            bos="",
            eos="",
        )

    @property
    def memory(self) -> MemoryParts:
        return self._memory if self._loaded else MemoryParts()

    def dry_load(self, request: DryLoad) -> MemoryParts:
        script = msgspec.json.decode(Path(request.path).read_bytes(), type=Script)
        if script.dry_load_crashes:
            self._crash()
        memory = script.memory_with(request.options)
        return MemoryParts(cache=memory.cache, compute=memory.compute)

    def unload(self) -> None:
        self._loaded = False

    def when_idle(self, *, ending: bool = False) -> bool:  # noqa: ARG002
        return False

    def generate(
        self, request: Generate, usage: Usage, prompt_progress: PromptListener
    ) -> Iterator[GeneratedToken]:
        self._require_model()
        usage.prompt_tokens = self.count(request.parts)
        if usage.prompt_tokens >= self._script.n_ctx:
            raise AppError(
                Code.PROMPT_TOO_LONG, tokens=usage.prompt_tokens, context=self._script.n_ctx
            )
        prompt_progress(usage.prompt_tokens, usage.prompt_tokens, 0)
        typed = next((part.text for part in reversed(request.parts) if not part.special), "")
        for index, token in enumerate(self._script.answer * self._script.repeat):
            if index == self._script.crash_at_token:
                self._crash()
            if usage.tokens >= request.max_tokens:
                usage.stop_reason = StopReason.LENGTH
                return
            self._wait(self._script.token_seconds)
            usage.tokens += 1
            usage.decode_seconds += max(self._script.token_seconds, 1e-6)
            text = token.replace("{prompt}", typed).replace("{time}", f"{monotonic():.3f}")
            text = text.replace("{ids}", " ".join(map(str, request.parts[-1].ids)))
            yield GeneratedToken(index, text.encode(), self._inspection(request))

    def read_ahead(self, request: ReadAhead, usage: Usage) -> None:
        """Takes as long as a token for each word."""
        self._require_model()
        usage.prompt_tokens = self.count(request.parts)
        self._wait(self._script.token_seconds * usage.prompt_tokens)

    def generate_many(self, request: GenerateMany, usage: Usage) -> Iterator[Completion]:
        """Each item's answer whole, one after the other; its tokens are all certain."""
        usage.prompt_tokens = sum(self.count(request.prefix + item) for item in request.items)
        for index, (item, most) in enumerate(zip(request.items, request.max_tokens, strict=True)):
            one = Generate(id=request.id, parts=request.prefix + item, max_tokens=most)
            inner = Usage()
            texts = [t.piece.decode() for t in self.generate(one, inner, lambda *_: None)]
            usage.tokens += inner.tokens
            usage.decode_seconds += inner.decode_seconds
            yield Completion(
                id=request.id,
                index=index,
                text="".join(texts),
                ends=tuple(accumulate(map(len, texts))),
                probabilities=(1.0,) * len(texts),
                stop_reason=inner.stop_reason,
            )

    def score(self, request: Score, usage: Usage) -> tuple[tuple[ContinuationScore, ...], ...]:
        self._require_model()
        started = perf_counter()
        self._wait(self._script.token_seconds)
        usage.prompt_seconds = perf_counter() - started
        row = tuple(
            ContinuationScore(self._script.scores.get(text.strip(), 0.0), 1)
            for text in request.continuations
        )
        return tuple(row for _ in request.items)

    def count(self, parts: tuple[PromptPart, ...]) -> int:
        """One token a word."""
        return len("".join(part.text for part in parts).split())

    def tokenise(self, parts: tuple[PromptPart, ...]) -> tuple[PromptPiece, ...]:
        """One token a word, and one for each id that is given."""
        return tuple(
            PromptPiece(token, text, number)
            for number, part in enumerate(parts)
            for token, text in (
                [(token, part.text) for token in part.ids] or enumerate(part.text.split())
            )
        )

    def perplexity(self, request: MeasurePerplexity, progress: StepListener) -> Foresight:
        self._require_model()
        tokens = len(request.text.split())
        progress(tokens, tokens)
        return Foresight(self._script.perplexity, tokens)

    def quantise(self, request: Quantise, progress: StepListener) -> int:
        """Copy the source, token by token of its script."""
        source = Path(request.source).read_bytes()
        script = msgspec.json.decode(source, type=Script)
        steps = len(script.answer) * script.repeat
        for step in range(steps):
            if step == script.crash_at_token:
                self._crash()
            self._wait(script.token_seconds)
            progress(step + 1, steps)
        Path(request.target).write_bytes(source)
        return 0

    def _inspection(self, request: Generate) -> Callable[[], Inspection] | None:
        """The script's probabilities, where a request wants any."""
        if not isinstance(request, Inspect):
            return None
        others = tuple(
            Alternative(token, text, probability, after=probability)
            for token, (text, probability) in enumerate(self._script.alternatives.items(), _OTHERS)
        )[: request.alternatives]
        probability = 1 - sum(other.probability for other in others)
        steps = (CutStep(Cut.TOP_K, 40), CutStep(Cut.TOP_P, 1 + len(others)))
        inspection = Inspection(probability, others, probability, rank=1, steps=steps)
        return lambda: inspection

    def _wait(self, seconds: float) -> None:
        """Pause, but not past a cancel; the flag is memory, so it is asked now and then."""
        pause = threading.Event()
        deadline_steps = max(1, int(seconds / 0.005)) if seconds else 0
        for _ in range(deadline_steps):
            if self.cancel.is_set() and not self._script.deaf:
                raise Cancelled
            pause.wait(0.005)

    def _crash(self) -> None:
        if self._script.crash_signal:
            os.kill(os.getpid(), self._script.crash_signal)
            signal.pause()
        os._exit(3)

    def _require_model(self) -> None:
        if not self._loaded:
            raise AppError(Code.NO_MODEL)
