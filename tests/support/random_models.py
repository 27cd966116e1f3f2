"""Tiny models with random weights: real files that llama.cpp loads and decodes.

Each architecture is a list of metadata and of tensors as llama.cpp's own loader of it asks for
them (its ``load_arch_tensors``). What they write is noise; how much memory they take, how they
are loaded, copied and refused is as with any other model.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.models.gguf_writer import ARRAY, BOOL, F32, I32, STRING, U32, pair, text

F32_TYPE, F16_TYPE, Q4_0_TYPE, Q8_0_TYPE = 0, 1, 2, 8
_ALIGNMENT = 32
_NORMAL, _UNKNOWN, _CONTROL, _BYTE = 1, 2, 3, 6  # llama.cpp's token types
_VECTOR_NAMES = ("norm", "bias", "ssm_a", "ssm_d", "ssm_conv1d", "shortconv.conv", "ffn_gate_inp")

Pairs = tuple[tuple[str, int, Any], ...]
Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]


@dataclass(frozen=True)
class Sizes:
    """What a tiny model is made of; names as in GGUF's keys."""

    layers: int = 4
    embedding: int = 256
    heads: int = 4
    kv_heads: int = 2
    head: int = 64  # elements of a key and of a value
    feed_forward: int = 512
    vocabulary: int = 2048
    context: int = 4096
    experts: int = 8
    experts_used: int = 2
    window: int = 128
    weights: int = Q4_0_TYPE  # the type of every matrix
    tied: bool = True  # no output matrix of its own: the token embedding serves as one


@dataclass(frozen=True)
class Recipe:
    """An architecture's own metadata (keys without its name) and tensors."""

    pairs: Pairs
    tensors: Shapes


def write_model(
    folder: Path,
    architecture: str,
    sizes: Sizes | None = None,
    *,
    hollow: bool = False,
    seed: int = 0,
) -> Path:
    """Write a model of ``architecture`` (a key of ``RECIPES``) and return its path.

    A ``hollow`` one has a hole for its weights: any size costs nothing on disk, where the file
    system has holes, and its header is as good as any.
    """
    sizes = sizes or Sizes()
    recipe = RECIPES[architecture](sizes)
    path = folder / f"{architecture}-random.gguf"
    random = None if hollow else np.random.default_rng(seed)
    _write(path, _pairs(architecture, sizes, recipe), _tensors(sizes, recipe), random)
    return path


# --- Architectures -----------------------------------------------------------------------------


def _llama(sizes: Sizes) -> Recipe:
    return Recipe(_attention_pairs(sizes), _each_layer(sizes, _attention(sizes), _dense(sizes)))


def _qwen3(sizes: Sizes) -> Recipe:
    norms = {"attn_k_norm.weight": (sizes.head,), "attn_q_norm.weight": (sizes.head,)}
    layers = _each_layer(sizes, _attention(sizes), norms, _dense(sizes))
    return Recipe(_attention_pairs(sizes), layers)


def _qwen2(sizes: Sizes) -> Recipe:
    """Biases before attention; queries are as wide as the embedding."""
    queries, keys = sizes.heads * sizes.head, sizes.kv_heads * sizes.head
    assert queries == sizes.embedding, "llama.cpp asks for it"
    biases = {"attn_q.bias": (queries,), "attn_k.bias": (keys,), "attn_v.bias": (keys,)}
    layers = _each_layer(sizes, _attention(sizes), biases, _dense(sizes))
    return Recipe(_attention_pairs(sizes), layers)


def _granite(sizes: Sizes) -> Recipe:
    """As llama, with its results scaled."""
    scales: Pairs = (
        ("logit_scale", F32, 8.0),
        ("residual_scale", F32, 0.22),
        ("embedding_scale", F32, 12.0),
        ("attention.scale", F32, 0.015),
    )
    return replace(_llama(sizes), pairs=(*_attention_pairs(sizes), *scales))


def _gemma3(sizes: Sizes) -> Recipe:
    norms = {
        "attn_k_norm.weight": (sizes.head,),
        "attn_q_norm.weight": (sizes.head,),
        "post_attention_norm.weight": (sizes.embedding,),
        "post_ffw_norm.weight": (sizes.embedding,),
    }
    pairs = (*_attention_pairs(sizes), ("attention.sliding_window", U32, sizes.window))
    return Recipe(pairs, _each_layer(sizes, _attention(sizes), norms, _dense(sizes)))


def _qwen3moe(sizes: Sizes) -> Recipe:
    norms = {"attn_k_norm.weight": (sizes.head,), "attn_q_norm.weight": (sizes.head,)}
    pairs = (*_attention_pairs(sizes), *_expert_pairs(sizes))
    return Recipe(pairs, _each_layer(sizes, _attention(sizes), norms, _experts(sizes)))


def _deepseek2(sizes: Sizes) -> Recipe:
    """Multi-head latent attention: one compressed row for keys and values of all heads."""
    rank, q_rank, rope, nope = 128, 96, 32, 64
    pairs: Pairs = (
        ("attention.head_count", U32, sizes.heads),
        ("attention.head_count_kv", U32, 1),
        ("attention.layer_norm_rms_epsilon", F32, 1e-5),
        ("attention.q_lora_rank", U32, q_rank),
        ("attention.kv_lora_rank", U32, rank),
        ("attention.key_length", U32, rank + rope),
        ("attention.value_length", U32, rank),
        ("attention.key_length_mla", U32, nope + rope),
        ("attention.value_length_mla", U32, sizes.head),
        ("rope.dimension_count", U32, rope),
        ("leading_dense_block_count", U32, 1),
        ("expert_shared_count", U32, 1),
        *_expert_pairs(sizes),
    )
    attention = {
        "attn_norm.weight": (sizes.embedding,),
        "attn_q_a_norm.weight": (q_rank,),
        "attn_kv_a_norm.weight": (rank,),
        "attn_q_a.weight": (sizes.embedding, q_rank),
        "attn_q_b.weight": (q_rank, sizes.heads * (nope + rope)),
        "attn_kv_a_mqa.weight": (sizes.embedding, rank + rope),
        "attn_k_b.weight": (nope, rank, sizes.heads),
        "attn_v_b.weight": (rank, sizes.head, sizes.heads),
        "attn_output.weight": (sizes.heads * sizes.head, sizes.embedding),
    }
    shared = {
        "ffn_gate_shexp.weight": (sizes.embedding, sizes.feed_forward // 2),
        "ffn_up_shexp.weight": (sizes.embedding, sizes.feed_forward // 2),
        "ffn_down_shexp.weight": (sizes.feed_forward // 2, sizes.embedding),
    }
    first = _layer(0, attention, _dense(sizes))
    rest = [_layer(n, attention, _experts(sizes), shared) for n in range(1, sizes.layers)]
    return Recipe(pairs, _joined(first, *rest, {"output_norm.weight": (sizes.embedding,)}))


def _lfm2(sizes: Sizes) -> Recipe:
    """Every other layer attends, the others are short convolutions with a small state."""
    attends = [n % 2 == 1 for n in range(sizes.layers)]
    kv_heads = [sizes.kv_heads if attend else 0 for attend in attends]
    pairs: Pairs = (
        ("attention.head_count", U32, sizes.heads),
        ("attention.head_count_kv", ARRAY, (I32, kv_heads)),
        ("attention.layer_norm_rms_epsilon", F32, 1e-5),
        ("rope.dimension_count", U32, sizes.head),
        ("shortconv.l_cache", U32, 3),
    )
    norms = {"attn_k_norm.weight": (sizes.head,), "attn_q_norm.weight": (sizes.head,)}
    convolution = {
        "attn_norm.weight": (sizes.embedding,),
        "shortconv.conv.weight": (3, sizes.embedding),
        "shortconv.in_proj.weight": (sizes.embedding, 3 * sizes.embedding),
        "shortconv.out_proj.weight": (sizes.embedding, sizes.embedding),
    }
    layers = [
        _layer(n, {**_attention(sizes), **norms} if attend else convolution, _dense(sizes))
        for n, attend in enumerate(attends)
    ]
    return Recipe(pairs, _joined(*layers, {"token_embd_norm.weight": (sizes.embedding,)}))


def _qwen35(sizes: Sizes) -> Recipe:
    """Three layers of gated delta nets with a state of their own, then one that attends."""
    state, groups, value_heads, kernel = 64, 2, 4, 4
    keys, values = state * groups, state * value_heads
    pairs: Pairs = (
        *_attention_pairs(sizes),
        ("rope.dimension_sections", ARRAY, (I32, [sizes.head // 4, sizes.head // 8, 0, 0])),
        ("ssm.conv_kernel", U32, kernel),
        ("ssm.inner_size", U32, values),
        ("ssm.state_size", U32, state),
        ("ssm.time_step_rank", U32, value_heads),
        ("ssm.group_count", U32, groups),
        ("full_attention_interval", U32, 4),
    )
    attention = {
        **_attention(sizes),
        "attn_q.weight": (sizes.embedding, 2 * sizes.heads * sizes.head),
        "attn_k_norm.weight": (sizes.head,),
        "attn_q_norm.weight": (sizes.head,),
    }
    recurrent = {
        "attn_norm.weight": (sizes.embedding,),
        "attn_qkv.weight": (sizes.embedding, 2 * keys + values),
        "attn_gate.weight": (sizes.embedding, values),
        "ssm_conv1d.weight": (kernel, 2 * keys + values),
        "ssm_dt.bias": (value_heads,),
        "ssm_a": (value_heads,),
        "ssm_beta.weight": (sizes.embedding, value_heads),
        "ssm_alpha.weight": (sizes.embedding, value_heads),
        "ssm_norm.weight": (state,),
        "ssm_out.weight": (values, sizes.embedding),
    }
    after = {"post_attention_norm.weight": (sizes.embedding,)}
    feed_forward = {k: v for k, v in _dense(sizes).items() if k != "ffn_norm.weight"}
    layers = [
        _layer(n, attention if n % 4 == 3 else recurrent, after, feed_forward)
        for n in range(sizes.layers)
    ]
    return Recipe(pairs, _joined(*layers, {"output_norm.weight": (sizes.embedding,)}))


def _mamba(sizes: Sizes) -> Recipe:
    """No attention at all: a state of fixed size for each sequence."""
    inner, state, rank, kernel = 2 * sizes.embedding, 16, 32, 4
    pairs: Pairs = (
        ("attention.layer_norm_rms_epsilon", F32, 1e-5),
        ("attention.head_count", U32, 0),
        ("ssm.conv_kernel", U32, kernel),
        ("ssm.inner_size", U32, inner),
        ("ssm.state_size", U32, state),
        ("ssm.time_step_rank", U32, rank),
    )
    layer = {
        "attn_norm.weight": (sizes.embedding,),
        "ssm_in.weight": (sizes.embedding, 2 * inner),
        "ssm_conv1d.weight": (kernel, inner),
        "ssm_conv1d.bias": (inner,),
        "ssm_x.weight": (inner, rank + 2 * state),
        "ssm_dt.weight": (rank, inner),
        "ssm_dt.bias": (inner,),
        "ssm_a": (state, inner),
        "ssm_d": (inner,),
        "ssm_out.weight": (inner, sizes.embedding),
    }
    return Recipe(pairs, _each_layer(sizes, layer))


RECIPES = {
    "llama": _llama,
    "mistral3": _llama,
    "smollm3": _llama,
    "granite": _granite,
    "qwen2": _qwen2,
    "qwen3": _qwen3,
    "gemma3": _gemma3,
    "qwen3moe": _qwen3moe,
    "deepseek2": _deepseek2,
    "lfm2": _lfm2,
    "qwen35": _qwen35,
    "mamba": _mamba,
}


# --- What architectures have in common ---------------------------------------------------------


def _attention_pairs(sizes: Sizes) -> Pairs:
    return (
        ("attention.head_count", U32, sizes.heads),
        ("attention.head_count_kv", U32, sizes.kv_heads),
        ("attention.key_length", U32, sizes.head),
        ("attention.value_length", U32, sizes.head),
        ("attention.layer_norm_rms_epsilon", F32, 1e-5),
        ("rope.dimension_count", U32, sizes.head),
    )


def _expert_pairs(sizes: Sizes) -> Pairs:
    return (
        ("expert_count", U32, sizes.experts),
        ("expert_used_count", U32, sizes.experts_used),
        ("expert_feed_forward_length", U32, sizes.feed_forward // 2),
    )


def _attention(sizes: Sizes) -> Shapes:
    queries, keys = sizes.heads * sizes.head, sizes.kv_heads * sizes.head
    return {
        "attn_norm.weight": (sizes.embedding,),
        "attn_q.weight": (sizes.embedding, queries),
        "attn_k.weight": (sizes.embedding, keys),
        "attn_v.weight": (sizes.embedding, keys),
        "attn_output.weight": (queries, sizes.embedding),
    }


def _dense(sizes: Sizes) -> Shapes:
    return {
        "ffn_norm.weight": (sizes.embedding,),
        "ffn_gate.weight": (sizes.embedding, sizes.feed_forward),
        "ffn_down.weight": (sizes.feed_forward, sizes.embedding),
        "ffn_up.weight": (sizes.embedding, sizes.feed_forward),
    }


def _experts(sizes: Sizes) -> Shapes:
    inner = sizes.feed_forward // 2
    return {
        "ffn_norm.weight": (sizes.embedding,),
        "ffn_gate_inp.weight": (sizes.embedding, sizes.experts),
        "ffn_gate_exps.weight": (sizes.embedding, inner, sizes.experts),
        "ffn_down_exps.weight": (inner, sizes.embedding, sizes.experts),
        "ffn_up_exps.weight": (sizes.embedding, inner, sizes.experts),
    }


def _layer(number: int, *groups: Shapes) -> Shapes:
    return {f"blk.{number}.{name}": shape for name, shape in _joined(*groups).items()}


def _each_layer(sizes: Sizes, *groups: Shapes) -> Shapes:
    layers = [_layer(number, *groups) for number in range(sizes.layers)]
    return _joined({"output_norm.weight": (sizes.embedding,)}, *layers)


def _joined(*groups: Shapes) -> Shapes:
    return {name: shape for group in groups for name, shape in group.items()}


# --- The file ----------------------------------------------------------------------------------


def _pairs(architecture: str, sizes: Sizes, recipe: Recipe) -> Pairs:
    own = (
        ("context_length", U32, sizes.context),
        ("embedding_length", U32, sizes.embedding),
        ("block_count", U32, sizes.layers),
        ("feed_forward_length", U32, sizes.feed_forward),
        *recipe.pairs,
    )
    return (
        ("general.architecture", STRING, architecture),
        ("general.name", STRING, f"Random {architecture}"),
        ("general.license", STRING, "apache-2.0"),
        *((f"{architecture}.{key}", kind, content) for key, kind, content in own),
        *_tokenizer(sizes.vocabulary),
    )


def _tokenizer(size: int) -> Pairs:
    """A SentencePiece vocabulary with every byte, so that any text can be written."""
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    kinds = [_UNKNOWN, _CONTROL, _CONTROL, *(_BYTE for _ in range(256))]
    words = (f"▁{number:x}" for number in range(size))
    while len(tokens) < size:
        tokens.append(next(words))
        kinds.append(_NORMAL)
    return (
        ("tokenizer.ggml.model", STRING, "llama"),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, tokens)),
        ("tokenizer.ggml.scores", ARRAY, (F32, [-float(n) for n in range(len(tokens))])),
        ("tokenizer.ggml.token_type", ARRAY, (I32, kinds)),
        ("tokenizer.ggml.bos_token_id", U32, 1),
        ("tokenizer.ggml.eos_token_id", U32, 2),
        ("tokenizer.ggml.unknown_token_id", U32, 0),
        ("tokenizer.ggml.add_bos_token", BOOL, True),
    )


@dataclass(frozen=True)
class _Tensor:
    name: str
    shape: Shape
    type: int

    @property
    def nbytes(self) -> int:
        elements = int(np.prod(self.shape))
        return {F32_TYPE: 4 * elements, F16_TYPE: 2 * elements}.get(
            self.type, elements // 32 * (18 if self.type == Q4_0_TYPE else 34)
        )


def _tensors(sizes: Sizes, recipe: Recipe) -> list[_Tensor]:
    shapes = {"token_embd.weight": (sizes.embedding, sizes.vocabulary), **recipe.tensors}
    if not sizes.tied:
        shapes["output.weight"] = (sizes.embedding, sizes.vocabulary)
    return [
        _Tensor(name, shape, F32_TYPE if _is_vector(name) else sizes.weights)
        for name, shape in shapes.items()
    ]


def _is_vector(name: str) -> bool:
    return any(part in name for part in _VECTOR_NAMES)


def _write(
    path: Path, pairs: Pairs, tensors: list[_Tensor], random: np.random.Generator | None
) -> None:
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs))
    head += b"".join(pair(*entry) for entry in pairs)
    offset = 0
    for tensor in tensors:
        head += text(tensor.name) + struct.pack("<I", len(tensor.shape))
        head += b"".join(struct.pack("<Q", size) for size in tensor.shape)
        head += struct.pack("<IQ", tensor.type, offset)
        offset += _padded(tensor.nbytes)
    with path.open("wb") as file:
        file.write(head.ljust(_padded(len(head)), b"\0"))
        if random is None:
            file.truncate(file.tell() + offset)
            return
        for data in _data(tensors, random):
            file.write(data.ljust(_padded(len(data)), b"\0"))


def _data(tensors: list[_Tensor], random: np.random.Generator) -> Iterator[bytes]:
    for tensor in tensors:
        values = random.standard_normal(int(np.prod(tensor.shape)), dtype=np.float32) * 0.05
        if "norm" in tensor.name:
            values = np.abs(values) + 1
        elif tensor.name.endswith("ssm_a"):
            values = -np.abs(values) - 0.1
        yield _encoded(values, tensor.type)


def _encoded(values: npt.NDArray[np.float32], kind: int) -> bytes:
    if kind == F32_TYPE:
        return values.tobytes()
    if kind == F16_TYPE:
        return values.astype(np.float16).tobytes()
    blocks = values.reshape(-1, 32)
    levels = 7 if kind == Q4_0_TYPE else 127
    scales = np.maximum(np.abs(blocks).max(axis=1, keepdims=True) / levels, 1e-6)
    steps = np.rint(blocks / scales).astype(np.int8)
    if kind == Q4_0_TYPE:
        shifted = (steps + 8).astype(np.uint8)
        steps = (shifted[:, :16] | shifted[:, 16:] << 4).view(np.int8)
    return np.concatenate([scales.astype(np.float16).view(np.int8), steps], axis=1).tobytes()


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
