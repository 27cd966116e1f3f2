"""Tiny models with random weights: real files that llama.cpp loads and decodes.

What they write is noise; how much memory they take, how they are loaded, copied and refused is as
with any other model.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.models.gguf_writer import ARRAY, BOOL, F32, I32, STRING, U32, pair, text
from tests.support.architectures import (
    F16_TYPE,
    F32_TYPE,
    Q4_0_TYPE,
    RECIPES,
    Pairs,
    Recipe,
    Shape,
    Sizes,
)

__all__ = ["RECIPES", "Sizes", "write_model"]

_ALIGNMENT = 32
_NORMAL, _UNKNOWN, _CONTROL, _BYTE = 1, 2, 3, 6  # llama.cpp's token types
_VECTOR_NAMES = ("norm", "bias", "ssm_a", "ssm_d", "ssm_conv1d", "shortconv.conv", "ffn_gate_inp")


def write_model(
    folder: Path,
    architecture: str,
    sizes: Sizes | None = None,
    *,
    seed: int = 0,
    hollow: bool = False,
) -> Path:
    """Write a model of ``architecture`` (a key of ``RECIPES``) and return its path.

    A ``hollow`` one has a hole for its weights: any size costs nothing on disk, where the file
    system has holes, and its header is as good as any.
    """
    sizes = sizes or Sizes()
    recipe = RECIPES[architecture](sizes)
    path = folder / f"{architecture}-random.gguf"
    _write(
        path, _pairs(architecture, sizes, recipe), _tensors(sizes, recipe), None if hollow else seed
    )
    return path


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


def _write(path: Path, pairs: Pairs, tensors: list[_Tensor], seed: int | None) -> None:
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
        if seed is None:
            file.truncate(file.tell() + offset)
            return
        for data in _data(tensors, np.random.default_rng(seed)):
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
