"""What a header says of a model's layers, with llama.cpp's defaults where it is silent.

Keys, defaults and the rules of single architectures are those of llama.cpp's
``llama_model_base::load_hparams`` and of the ``load_arch_hparams`` in its ``src/models``.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.gguf_metadata import Array

MAX_LAYERS = 512  # LLAMA_MAX_LAYERS
MAX_SIZE = 1 << 24  # elements; beyond any model, small enough that no product grows out of hand

RECURRENT = frozenset({"mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7"})
# Hybrids whose recurrent layers are those without heads for keys and values.
_BY_HEADS = frozenset({
    "lfm2", "lfm2moe", "granitehybrid", "jamba", "plamo2", "kimi-linear", "kimi-k3", "bailingmoe3",
    "glm5-next", "nemotron_h", "nemotron_h_moe",
})  # fmt: skip
# Hybrids where all layers but each fourth (or as the header says) are recurrent.
_BY_INTERVAL = frozenset({"qwen3next", "qwen35", "qwen35moe", "qwen4exp", "minimax-01"})
_IN_BOTH = "falcon-h1"  # every layer attends and keeps a recurrent state
# Each how-many-th layer sees the whole context, where the header does not say; the rest a window.
_WINDOW_PATTERN = {
    "afmoe": 4, "cohere2": 4, "cohere2moe": 4, "exaone-moe": 4, "exaone4": 4, "gemma2": 2,
    "gemma3": 6, "gemma3n": 5, "gpt-oss": 2, "laguna": 4, "llama4": 4, "mellum": 4,
    "muse-glimmer": 4, "olmo2": 4, "plamo3": 8, "smallthinker": 4,
}  # fmt: skip
_WHOLE_FIRST = frozenset({"cohere2moe", "laguna", "smallthinker"})
_GEMMA3N_LAYERS_WITH_CACHE = 20


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's sizes in elements. ``attends`` and ``recurrent`` say which cache it has."""

    attends: bool
    recurrent: bool
    windowed: bool
    heads: int
    kv_heads: int
    key: int  # elements of one head's key
    value: int
    feed_forward: int


@dataclass(frozen=True, slots=True)
class Model:
    """What the memory of a model depends on, beside its tensors."""

    layers: tuple[Layer, ...]
    trained_context: int  # 0: not told
    embedding: int
    vocabulary: int
    experts: int
    experts_used: int
    expert_feed_forward: int
    latent: bool  # keys and values share one compressed row (multi-head latent attention)
    state: int  # elements of a recurrent layer's state for one sequence
    draft_layers: int  # at the end, for guessing ahead; not loaded here


def read_model(header: GgufHeader) -> Model:
    """Read it. Raises HEADER_BROKEN where a size is missing, HEADER_ABSURD where one cannot be."""
    return _Reader(header).model()


class _Reader:
    def __init__(self, header: GgufHeader) -> None:
        self._header = header
        self._architecture = header.architecture
        self._count = self._size("block_count", limit=MAX_LAYERS)
        if not self._count:
            raise AppError(Code.HEADER_BROKEN, path=header.path, what="block_count")
        self._drafts = min(self._size("nextn_predict_layers", 0), self._count - 1)

    def model(self) -> Model:
        latent = [self._size(f"attention.{name}_length_mla", 0) for name in ("key", "value")]
        return Model(
            layers=self._layers(),
            trained_context=self._size("context_length", 0, limit=1 << 40),
            embedding=self._size("embedding_length"),
            vocabulary=self._vocabulary(),
            experts=self._size("expert_count", 0),
            experts_used=max(self._each("expert_used_count")),
            expert_feed_forward=max(self._each("expert_feed_forward_length")),
            latent=all(latent),
            state=self._state(),
            draft_layers=self._drafts,
        )

    def _layers(self) -> tuple[Layer, ...]:
        heads = self._each("attention.head_count")
        kv_heads = self._each("attention.head_count_kv", heads)
        feed_forward = self._each("feed_forward_length")
        head = self._size("embedding_length") // heads[0] if heads[0] else 0
        keys = self._head_sizes("key", head)
        values = self._head_sizes("value", head)
        recurrent = self._recurrent(kv_heads, feed_forward)
        windowed = self._windowed()
        return tuple(
            Layer(
                attends=self._attends(n, feed_forward[n], recurrent=recurrent[n]),
                recurrent=recurrent[n],
                windowed=windowed[n],
                heads=heads[n],
                kv_heads=kv_heads[n],
                key=keys[windowed[n]],
                value=values[windowed[n]],
                feed_forward=feed_forward[n],
            )
            for n in range(self._count)
        )

    def _attends(self, number: int, feed_forward: int, *, recurrent: bool) -> bool:
        if self._architecture == _IN_BOTH:
            return True
        if self._architecture.startswith("nemotron_h"):
            return not recurrent and not feed_forward
        return not recurrent and number < self._layers_with_cache()

    def _layers_with_cache(self) -> int:
        """Later layers read what earlier ones kept, or are not loaded."""
        if self._architecture == "gemma3n":
            return _GEMMA3N_LAYERS_WITH_CACHE
        if self._architecture == "gemma4":
            return self._count - self._size("attention.shared_kv_layers", 0)
        return self._count - (self._drafts if self._architecture in _BY_INTERVAL else 0)

    def _recurrent(self, kv_heads: list[int], feed_forward: list[int]) -> list[bool]:
        count = self._count
        if self._architecture in RECURRENT or self._architecture == _IN_BOTH:
            return [True] * count
        if self._architecture.startswith("nemotron_h"):
            return [not kv and not ff for kv, ff in zip(kv_heads, feed_forward, strict=True)]
        if self._architecture in _BY_HEADS:
            return [not kv for kv in kv_heads]
        if self._architecture not in _BY_INTERVAL:
            return [False] * count
        trunk = count - self._drafts
        listed = self._flags("attention.recurrent_layers")
        if listed:
            return [flag and n < trunk for n, flag in enumerate(listed)]
        interval = max(1, self._size("full_attention_interval", 4))
        return [n < trunk and (n + 1) % interval != 0 for n in range(count)]

    def _windowed(self) -> list[bool]:
        if not self._size("attention.sliding_window", 0, limit=1 << 40):
            return [False] * self._count
        listed = self._flags("attention.sliding_window_pattern")
        if listed:
            return listed
        pattern = self._size(
            "attention.sliding_window_pattern", _WINDOW_PATTERN.get(self._architecture, 1)
        )
        whole = 0 if self._architecture in _WHOLE_FIRST else pattern - 1
        return [pattern == 0 or n % pattern != whole for n in range(self._count)]

    def _head_sizes(self, name: str, default: int) -> tuple[int, int]:
        """Elements of a head: in layers that see everything, and in those with a window."""
        whole = self._size(f"attention.{name}_length", default)
        return whole, self._size(f"attention.{name}_length_swa", whole)

    def _state(self) -> int:
        embedding = self._size("embedding_length")
        if size := self._size("wkv.head_size", 0):
            return embedding * (self._size("token_shift_count", 2) + size)
        inner, state = self._size("ssm.inner_size", 0), self._size("ssm.state_size", 0)
        if length := self._size("shortconv.l_cache", 0):
            return embedding * (length - 1) + state * inner
        heads = max(self._each("attention.head_count"))
        kernel, groups = self._size("ssm.conv_kernel", 0), self._size("ssm.group_count", 0)
        if size := self._size("kda.head_dim", 0):
            return heads * size * (size + 3 * (kernel - 1 if kernel else 3))
        return max(0, kernel - 1) * (inner + 2 * groups * state) + state * inner

    def _vocabulary(self) -> int:
        tokens = self._header.metadata.get("tokenizer.ggml.tokens")
        return tokens.length if isinstance(tokens, Array) else self._size("vocab_size", 0)

    def _size(self, key: str, default: int | None = None, limit: int = MAX_SIZE) -> int:
        value = self._header.integer(f"{self._architecture}.{key}")
        if value is None:
            if default is None:
                raise AppError(Code.HEADER_BROKEN, path=self._header.path, what=key)
            return default
        return self._checked(key, value, limit)

    def _each(self, key: str, default: list[int] | None = None) -> list[int]:
        """A size of each layer, from a list or from one number for all; 0 where not told."""
        value = self._header.metadata.get(f"{self._architecture}.{key}")
        if value is None and default is not None:
            return default
        if isinstance(value, Array) and value.items and len(value.items) >= self._count:
            return [self._checked(key, item, MAX_SIZE) for item in value.items[: self._count]]
        return [self._size(key, 0)] * self._count

    def _flags(self, key: str) -> list[bool]:
        value = self._header.metadata.get(f"{self._architecture}.{key}")
        if isinstance(value, Array) and value.items and len(value.items) >= self._count:
            return [bool(item) for item in value.items[: self._count]]
        return []

    def _checked(self, key: str, value: object, limit: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise AppError(Code.HEADER_BROKEN, path=self._header.path, what=key)
        if not 0 <= value <= limit:
            raise AppError(
                Code.HEADER_ABSURD, path=self._header.path, what=key, value=value, limit=limit
            )
        return value
