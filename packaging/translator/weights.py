"""The trained numbers under llama.cpp's names, and back.

llama.cpp turns neighbouring elements of a head by one angle, the training element ``i`` and
``i + head/2``; queries and keys have their rows put in llama.cpp's order. Dot products of the two
stay the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from translator.settings import Shape

Arrays = dict[str, npt.NDArray[Any]]

_LAYER_NAMES = {
    "attention_norm": "attn_norm",
    "attention.query": "attn_q",
    "attention.key": "attn_k",
    "attention.value": "attn_v",
    "attention.output": "attn_output",
    "feed_forward_norm": "ffn_norm",
    "feed_forward.gate": "ffn_gate",
    "feed_forward.up": "ffn_up",
    "feed_forward.down": "ffn_down",
}


def names(shape: Shape) -> dict[str, str]:
    """The model's name of each tensor, and llama.cpp's."""
    layers = {
        f"layers.{number}.{ours}.weight": f"blk.{number}.{theirs}.weight"
        for number in range(shape.layers)
        for ours, theirs in _LAYER_NAMES.items()
    }
    return {
        "embedding.weight": "token_embd.weight",
        **layers,
        "norm.weight": "output_norm.weight",
    }


def to_llama(state: Mapping[str, npt.NDArray[Any]], shape: Shape) -> Arrays:
    """The model's tensors as llama.cpp has them. Raises KeyError where one is missing."""
    return {
        theirs: interleaved(state[ours], shape) if _turned(theirs) else state[ours]
        for ours, theirs in names(shape).items()
    }


def from_llama(tensors: Mapping[str, npt.NDArray[Any]], shape: Shape) -> Arrays:
    """The other way. Raises KeyError where one is missing."""
    return {
        ours: halves(tensors[theirs], shape) if _turned(theirs) else tensors[theirs]
        for ours, theirs in names(shape).items()
    }


def _turned(name: str) -> bool:
    return name.endswith(("attn_q.weight", "attn_k.weight"))


def interleaved(matrix: npt.NDArray[Any], shape: Shape) -> npt.NDArray[Any]:
    """A matrix of queries or keys with its rows in llama.cpp's order."""
    heads = matrix.reshape(-1, 2, shape.head // 2, matrix.shape[1])
    return np.ascontiguousarray(heads.swapaxes(1, 2)).reshape(matrix.shape)


def halves(matrix: npt.NDArray[Any], shape: Shape) -> npt.NDArray[Any]:
    """The other way round: what :func:`interleaved` has put in llama.cpp's order."""
    heads = matrix.reshape(-1, shape.head // 2, 2, matrix.shape[1])
    return np.ascontiguousarray(heads.swapaxes(1, 2)).reshape(matrix.shape)
