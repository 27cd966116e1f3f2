"""Replies: from an engine to the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop_lm.messages.values import (
    Circumstances,
    Cut,
    MemoryParts,
    StopReason,
    Trace,
)


@dataclass(frozen=True, slots=True)
class Hello:
    """The first line of an engine: it is up and speaks this protocol."""

    protocol: str
    pid: int
    backend: str


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """``fraction`` of the model file is loaded, 0 to 1."""

    id: int
    fraction: float


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is loaded, as llama.cpp itself tells it."""

    path: str
    name: str
    architecture: str
    quantisation: str
    parameters: int
    file_bytes: int
    n_ctx: int
    n_ctx_train: int
    n_vocab: int
    chat_template: str  # "" where the file has none
    bos: str  # text of the tokens a template may name
    eos: str
    circumstances: Circumstances = field(default_factory=Circumstances)
    notes: dict[str, str] = field(default_factory=dict)  # the file's "desktop_lm." keys, without it


@dataclass(frozen=True, slots=True)
class Loaded:
    """``memory`` is what llama.cpp says it allocated: its buffers, without ``other``. The rows of
    logits that it makes room for when all are asked for are among them."""

    id: int
    model: ModelInfo
    memory: MemoryParts = field(default_factory=MemoryParts)


@dataclass(frozen=True, slots=True)
class DryLoaded:
    """The ``cache`` and ``compute`` a load would allocate. The weights' sizes are not told by
    llama.cpp here; they follow from the file's header."""

    id: int
    memory: MemoryParts


@dataclass(frozen=True, slots=True)
class Unloaded:
    id: int


@dataclass(frozen=True, slots=True)
class PromptProgress:
    """``done`` of ``total`` prompt tokens are read; ``reused`` of them came from the cache."""

    id: int
    done: int
    total: int
    reused: int


@dataclass(frozen=True, slots=True)
class Text:
    """More of the answer. ``tokens`` counts what was generated so far."""

    id: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token that could have come instead. ``control``: ``text`` is the name of a control token,
    which has no text.

    ``probability`` is the model's own (softmax of the raw logits), ``after`` the one it was drawn
    with: 0 where ``cut`` says what put it aside. ``penalised``: it came before, and the repeat
    penalty made it less likely than the model has it.
    """

    token: int
    text: str
    probability: float
    after: float = 0.0
    cut: Cut = Cut.NOTHING
    penalised: bool = False
    control: bool = False


@dataclass(frozen=True, slots=True)
class CutStep:
    """``left`` candidates were left behind a step of the sampler."""

    cut: Cut
    left: int


@dataclass(frozen=True, slots=True)
class TokenView:
    """A generated token and the likeliest others, the first of them first.

    Probabilities are as those of an :class:`Alternative`. The texts of an answer's tokens joined
    are the answer: one that only begins a character has none, and the last of it has the whole.
    ``rank`` is 1 for the model's likeliest token.
    """

    token: int
    text: str
    probability: float
    alternatives: tuple[Alternative, ...]
    after: float = 0.0
    penalised: bool = False
    rank: int = 0
    steps: tuple[CutStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspected:
    id: int
    tokens: tuple[TokenView, ...]


@dataclass(frozen=True, slots=True)
class ContinuationScore:
    """Sum of the log-probabilities (natural logarithm) of a continuation's ``tokens`` tokens."""

    logprob: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Scored:
    """``scores[i][j]`` belongs to item ``i`` and continuation ``j`` of the request."""

    id: int
    scores: tuple[tuple[ContinuationScore, ...], ...]
    prompt_tokens: int
    reused_tokens: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What item ``index`` of a ``GenerateMany`` was continued with.

    Token ``i`` of it has ``probabilities[i]`` and ends before ``text[ends[i]]``; where a character
    takes several tokens, it ends with the last of them. ``others`` are the next likeliest texts
    that a beam search found.
    """

    id: int
    index: int
    text: str
    ends: tuple[int, ...]
    probabilities: tuple[float, ...]
    stop_reason: StopReason
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    id: int
    tokens: int


@dataclass(frozen=True, slots=True)
class PromptPiece:
    """One token of a prompt. It begins in part ``part`` of the request, counted from 0.

    ``control``: it is a control token, and ``text`` is its name, such as ``<|im_end|>``.
    """

    token: int
    text: str
    part: int
    control: bool = False


@dataclass(frozen=True, slots=True)
class Tokenised:
    id: int
    pieces: tuple[PromptPiece, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` steps: tensors, tokens."""

    id: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Quantised:
    """The file is written and closed. ``fallbacks`` tensors did not fit the type's blocks and got
    one near it."""

    id: int
    file_bytes: int
    fallbacks: int


@dataclass(frozen=True, slots=True)
class Perplexity:
    """exp of the mean negative log-likelihood of ``tokens`` tokens."""

    id: int
    value: float
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a ``Generate`` or ``Inspect``, or of another request that was cancelled.

    ``token_ids`` are the answer's tokens, those of a stop string included.
    """

    id: int
    stop_reason: StopReason
    prompt_tokens: int
    reused_tokens: int
    tokens: int
    prompt_seconds: float
    decode_seconds: float
    token_ids: tuple[int, ...] = ()
    trace: Trace | None = None  # where the request asked to be ``repeatable``

    @property
    def tokens_per_second(self) -> float:
        """How fast the answer was written; 0 where nothing tells.

        The first token comes of the prompt's last one, and what ends an answer takes as long as a
        token, though it is none.
        """
        written = self.tokens if self.stop_reason is StopReason.END else self.tokens - 1
        return written / self.decode_seconds if written > 0 and self.decode_seconds > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    """Request ``id`` came to nothing; ``code`` and ``params`` are an ``AppError``'s."""

    id: int
    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """The engine began (``busy``) or ended its work on a request."""

    busy: bool


Reply = (
    Hello
    | LoadProgress
    | Loaded
    | DryLoaded
    | Unloaded
    | PromptProgress
    | Text
    | Inspected
    | Scored
    | Completion
    | Counted
    | Tokenised
    | Progress
    | Quantised
    | Perplexity
    | Done
    | Failed
    | State
)
