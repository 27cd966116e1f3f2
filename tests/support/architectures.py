"""What llama.cpp asks of the files of some architectures: metadata and tensors.

Each is written after the ``load_arch_hparams`` and ``load_arch_tensors`` of llama.cpp's own loader
of it, with sizes that may be tiny or as large as those of real models.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.models.gguf_writer import ARRAY, F32, I32, U32

F32_TYPE, F16_TYPE, Q4_0_TYPE, Q8_0_TYPE = 0, 1, 2, 8

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
