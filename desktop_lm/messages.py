"""The values that travel between the program and its engine process.

All are frozen and made of JSON types only, so :mod:`desktop_lm.engine.wire` can carry each one
as a line of text. Requests go down, replies come up; ``id`` ties a reply to its request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# --- What a request is made of ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A stretch of prompt text.

    ``special`` says whether control tokens such as ``<|im_end|>`` are parsed in it. Only text
    of a chat template is special; what a user typed never is, so it stays text.
    """

    text: str
    special: bool = False


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen; names and meaning as in llama.cpp's sampler chain."""

    temperature: float = 0.7  # 0: always the likeliest token
    top_k: int = 40  # 0: off
    top_p: float = 0.95  # 1: off
    min_p: float = 0.05  # 0: off
    repeat_penalty: float = 1.1  # 1: off
    repeat_last_n: int = 64  # tokens looked back on
    seed: int = 0
    grammar: str = ""  # GBNF; empty: none


class StopReason(StrEnum):
    """Why an answer ended."""

    END = "end"  # the model ended it
    STOP_STRING = "stop_string"
    LENGTH = "length"  # max_tokens reached
    CONTEXT = "context"  # no room left in the context
    CANCELLED = "cancelled"


class CacheType(StrEnum):
    """How the key-value cache keeps its numbers; the smaller types need flash attention."""

    F16 = "f16"
    Q8_0 = "q8_0"
    Q4_0 = "q4_0"


class WeightType(StrEnum):
    """How a quantised model's weights are stored: the names of llama.cpp's ``llama_ftype`` that
    need no importance matrix."""

    Q2_K = "Q2_K"
    Q3_K_S = "Q3_K_S"
    Q3_K_M = "Q3_K_M"
    Q3_K_L = "Q3_K_L"
    IQ4_XS = "IQ4_XS"
    IQ4_NL = "IQ4_NL"
    Q4_0 = "Q4_0"
    Q4_1 = "Q4_1"
    Q4_K_S = "Q4_K_S"
    Q4_K_M = "Q4_K_M"
    Q5_0 = "Q5_0"
    Q5_1 = "Q5_1"
    Q5_K_S = "Q5_K_S"
    Q5_K_M = "Q5_K_M"
    Q6_K = "Q6_K"
    Q8_0 = "Q8_0"


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a model is loaded: a context of ``n_ctx`` tokens shared by all slots, and what memory
    is spent on."""

    n_ctx: int = 4096
    cache_type: CacheType = CacheType.F16
    mapped: bool = True  # weights stay pages of the file, which the system may drop and share
    repacked: bool = True  # llama.cpp may copy weights into the layout of its fastest kernels
    full_logits: bool = False  # reserve a row of logits for every token of a batch
    n_threads: int = 2
    n_batch: int = 512  # tokens decoded at once


@dataclass(frozen=True, slots=True)
class MemoryParts:
    """Bytes a loaded model takes, by what they are for."""

    weights_mapped: int = 0  # pages of the model file
    weights_copied: int = 0  # weights in memory of their own: repacked, or not mapped
    cache: int = 0  # keys and values of the context, and recurrent states
    compute: int = 0  # results on the way through the layers, and rows of logits
    other: int = 0  # vocabulary, graph and tables; 0 where only buffers are told

    @property
    def total(self) -> int:
        return self.weights_mapped + self.weights_copied + self.cache + self.compute + self.other


# --- Requests: program -> engine -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """Load a model file and make its context."""

    id: int
    path: str
    options: LoadOptions = field(default_factory=LoadOptions)


@dataclass(frozen=True, slots=True)
class DryLoad(Load):
    """As :class:`Load`, but llama.cpp only works out its buffers and allocates none of them.

    Answered by one ``DryLoaded``. For a process made for the question: it loads nothing else.
    """


@dataclass(frozen=True, slots=True)
class Unload:
    """Free the model. Ending the process frees more; see ``EngineClient.stop``."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Generate:
    """Continue a prompt. Answered by ``PromptProgress*``, ``Text*``, then ``Done``.

    ``slot`` names the cache whose prefix may be reused: requests of one task share theirs.
    """

    id: int
    parts: tuple[PromptPart, ...]
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 512
    stop: tuple[str, ...] = ()
    slot: str = "prompt"
    fixed_parts: int = 0  # that many first parts are the task's own: their cache may be saved
    continues: bool = False  # a conversation: all of its cache may be saved when the engine ends
    skip_leading_space: bool = False  # also before stop strings are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspect(Generate):
    """As :class:`Generate`, with an ``Inspected`` reply for each generated token besides."""

    alternatives: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Log-probability of each continuation after ``prefix + item``, for every item.

    Nothing is sampled. Answered by one ``Scored``.
    """

    id: int
    prefix: tuple[PromptPart, ...]
    items: tuple[tuple[PromptPart, ...], ...]
    continuations: tuple[str, ...]
    slot: str = "sentiment"
    fixed: bool = False  # the items never change: their scores may be saved


@dataclass(frozen=True, slots=True)
class Count:
    """Number of tokens of a prompt. Answered by ``Counted``."""

    id: int
    parts: tuple[PromptPart, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """End request ``id`` as soon as can be; its own ``Done`` follows, with what there is."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantise:
    """Write ``source`` anew with its weights as ``type``. Answered by ``Progress*``, ``Quantised``.

    ``target`` is written from its first byte on and left half-written where it fails.
    ``allow_larger`` also makes a file that is no smaller than the source. ``notes`` are added to
    the file's metadata; names and texts are cut to 127 bytes. It cannot be cancelled: end the
    process, which is made for this one request.
    """

    id: int
    source: str
    target: str
    type: WeightType
    allow_requantise: bool = False
    allow_larger: bool = False
    notes: dict[str, str] = field(default_factory=dict)
    n_threads: int = 2


@dataclass(frozen=True, slots=True)
class MeasurePerplexity:
    """How well the loaded model foresees ``text``, read in windows of ``window`` tokens.

    Answered by ``Progress*`` in tokens, then ``Perplexity``.
    """

    id: int
    text: str
    window: int = 512


Request = (
    Load
    | DryLoad
    | Unload
    | Generate
    | Inspect
    | Score
    | Count
    | Quantise
    | MeasurePerplexity
    | Cancel
)

# --- Replies: engine -> program --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """The first line of an engine: it is up and speaks this protocol."""

    protocol: int
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


@dataclass(frozen=True, slots=True)
class Loaded:
    """``memory`` is what llama.cpp says it allocated: its buffers, without ``other``."""

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
    """A token that could have come instead."""

    token: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class TokenView:
    """A generated token, the model's probability of it and of the likeliest others.

    Probabilities are the model's own (softmax of the raw logits), before the sampler's cut.
    """

    token: int
    text: str
    probability: float
    alternatives: tuple[Alternative, ...]


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


@dataclass(frozen=True, slots=True)
class Counted:
    id: int
    tokens: int


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
    """The end of a ``Generate`` or ``Inspect``, or of another request that was cancelled."""

    id: int
    stop_reason: StopReason
    prompt_tokens: int
    reused_tokens: int
    tokens: int
    prompt_seconds: float
    decode_seconds: float


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
    | Counted
    | Progress
    | Quantised
    | Perplexity
    | Done
    | Failed
    | State
)
