"""Prompt: one text in, a streamed answer out."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_lm.messages import Sampling, StopReason


@dataclass(frozen=True, slots=True)
class PromptInput:
    """What the Prompt tab asks for. ``max_tokens`` bounds the answer."""

    text: str
    system: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 512


@dataclass(frozen=True, slots=True)
class PromptRead:
    """``done`` of ``total`` prompt tokens are read, ``reused`` of them from the cache."""

    done: int
    total: int
    reused: int


@dataclass(frozen=True, slots=True)
class TextAdded:
    """``text`` goes to the end of the answer, which now has ``tokens`` tokens."""

    text: str
    tokens: int
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class PromptResult:
    """The answer as far as it came. ``context_used`` counts prompt and answer in tokens."""

    text: str = ""
    tokens: int = 0
    tokens_per_second: float = 0.0
    stop_reason: StopReason = StopReason.CANCELLED
    context_used: int = 0
