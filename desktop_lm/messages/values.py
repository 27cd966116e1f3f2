"""What requests and replies are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class PromptPart:
    """A stretch of prompt text.

    ``special`` says whether control tokens such as ``<|im_end|>`` are parsed in it. Only text
    of a chat template is special; what a user typed never is, so it stays text.

    ``ids``, where there are any, are the very tokens of this stretch: they are fed as they are
    and nothing is tokenised. ``text`` must be what they say; letters that a token at the end
    only begins may be missing.
    """

    text: str
    special: bool = False
    ids: tuple[int, ...] = ()


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


class Cut(StrEnum):
    """The steps of the sampler that put candidates aside, in the order they come."""

    NOTHING = ""  # not put aside
    GRAMMAR = "grammar"
    TOP_K = "top_k"
    TOP_P = "top_p"
    MIN_P = "min_p"
    GREEDY = "greedy"  # temperature 0: only the likeliest is left


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
class Circumstances:
    """What decides, besides a request, which tokens come: the engine's build, the processor as
    llama.cpp sees it, and how the model was loaded."""

    engine: str = ""
    processor: str = ""
    n_ctx: int = 0
    n_batch: int = 0
    n_threads: int = 0
    cache_type: CacheType = CacheType.F16
    mapped: bool = True
    repacked: bool = True


@dataclass(frozen=True, slots=True)
class Trace:
    """How a prompt was read: its tokens, and the batches they were computed in, as pairs of a
    size and how often it came. Numbers differ a little from one way of batching to another, so
    the same tokens come for sure only from the same batches.

    The first ``restored`` tokens came from a file; their batches are not known.
    """

    prompt_ids: tuple[int, ...]
    batches: tuple[tuple[int, int], ...]
    restored: int = 0
    threads: tuple[int, ...] = ()  # how many computed it; several where others took cores
    alone: bool = True  # nothing else lay in the context, which would move its cells
    peak_bytes: int = 0  # the most memory the engine process ever had


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


@dataclass(frozen=True, slots=True)
class Importance:
    """How much each input of a matrix matters: the sums of the squares of its ``columns`` inputs,
    32-bit numbers from byte ``sums_at`` of a file on, and over how many tokens they run, a 32-bit
    number at ``counts_at``; so many of each as there are ``matrices`` in the tensor."""

    tensor: str
    columns: int
    matrices: int
    sums_at: int
    counts_at: int
