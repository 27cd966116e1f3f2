"""What the engine's server needs of whatever runs the model: llama.cpp, or a script in tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.messages import (
    Alternative,
    Completion,
    ContinuationScore,
    CutStep,
    DryLoad,
    Generate,
    GenerateMany,
    Load,
    MeasurePerplexity,
    MemoryParts,
    ModelInfo,
    PromptPart,
    PromptPiece,
    Quantise,
    ReadAhead,
    Score,
    StopReason,
    Trace,
)


class Cancelled(Exception):
    """The cancel flag was set; what was decoded before it stays valid."""


@dataclass(slots=True)
class Usage:
    """Counted and timed while a request runs; complete when it ends."""

    prompt_tokens: int = 0
    reused_tokens: int = 0
    tokens: int = 0
    prompt_seconds: float = 0.0
    decode_seconds: float = 0.0
    stop_reason: StopReason = StopReason.END
    trace: Trace | None = None  # of a prompt that was read and is repeatable


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a :class:`~desktop_lm.messages.TokenView` tells beside the token itself."""

    probability: float
    alternatives: tuple[Alternative, ...]
    after: float = 0.0
    penalised: bool = False
    rank: int = 0
    steps: tuple[CutStep, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneratedToken:
    """One token of an answer as bytes.

    ``inspection``, where that was asked for, works out what there is to tell of it. It is called
    for a few tokens at a time: right behind the model, which reads all its weights for a token,
    nothing is in the processor's caches, and the same work takes three times as long.
    """

    token: int
    piece: bytes
    inspection: Callable[[], Inspection] | None = None


PromptListener = Callable[[int, int, int], None]  # done, total, reused
StepListener = Callable[[int, int], None]  # done, total


@dataclass(frozen=True, slots=True)
class Foresight:
    """``perplexity`` over ``tokens`` tokens of a text."""

    perplexity: float
    tokens: int


class Backend(Protocol):
    """One model, one request at a time. Failures are AppErrors."""

    @property
    def name(self) -> str:
        """Name and version, for the log."""

    @property
    def cancel(self) -> CancelFlag:
        """Set it to end what runs."""

    def load(self, request: Load, progress: Callable[[float], bool]) -> ModelInfo:
        """Load; ``progress`` gets 0 to 1 and ends the load with :class:`Cancelled` if False."""

    @property
    def memory(self) -> MemoryParts:
        """What the loaded model's buffers take; all zero where none is loaded."""

    def dry_load(self, request: DryLoad) -> MemoryParts:
        """What the buffers of cache and computing would take; nothing stays loaded."""

    def unload(self) -> None:
        """Free model and context."""

    def when_idle(self, *, ending: bool = False) -> bool:
        """Do a few milliseconds' work that can wait, or that waits for the process's ``ending``;
        whether there is more of it."""

    def generate(
        self, request: Generate, usage: Usage, prompt_progress: PromptListener
    ) -> Iterator[GeneratedToken]:
        """Tokens as they come. Raises Cancelled; ``usage`` holds while it runs."""

    def read_ahead(self, request: ReadAhead, usage: Usage) -> None:
        """Read what is still being written into the cache. Raises Cancelled."""

    def generate_many(self, request: GenerateMany, usage: Usage) -> Iterator[Completion]:
        """Completions in the order in which they end. Raises Cancelled."""

    def score(self, request: Score, usage: Usage) -> tuple[tuple[ContinuationScore, ...], ...]:
        """One row for each item, one entry for each continuation. Raises Cancelled."""

    def count(self, parts: tuple[PromptPart, ...]) -> int:
        """Number of tokens."""

    def tokenise(self, parts: tuple[PromptPart, ...]) -> tuple[PromptPiece, ...]:
        """The tokens of a prompt, one by one."""

    def perplexity(self, request: MeasurePerplexity, progress: StepListener) -> Foresight:
        """How well the model foresees a text. Raises Cancelled."""

    def quantise(self, request: Quantise, progress: StepListener) -> int:
        """Write a model file anew; the number of tensors that got another type than theirs."""
