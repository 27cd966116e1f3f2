"""What is loaded beside a model once it is needed: the adapter that the program brings for the
starter, with the first text whose sentiment is asked for. llama.cpp copies its tensors into memory
of their own, which stays until the model goes.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from desktop_lm import paths
from desktop_lm.errors import AppError
from desktop_lm.models.gguf import GgufHeader, read_header
from desktop_lm.models.memory.weights import padded


def adapter_of(header: GgufHeader) -> Path | None:
    """The adapter for the model file, told by its size alone: a plan reads no model through.
    Whether it is the very file is asked before the adapter is used."""
    model_bytes, adapter = _belonging()
    return adapter if header.file_bytes == model_bytes else None


def companion_bytes(header: GgufHeader) -> int:
    """What comes beside the model's own weights."""
    adapter = adapter_of(header)
    return _tensor_bytes(adapter) if adapter else 0


@cache
def _belonging() -> tuple[int, Path | None]:
    heads = paths.sentiment_heads()  # it says whose adapter it is
    try:
        told = json.loads(heads.read_text("utf-8"))
        adapter = heads.with_name(told["adapter"])
        return (int(told["model_bytes"]), adapter) if adapter.is_file() else (0, None)
    except (OSError, ValueError, TypeError, KeyError):
        return 0, None  # then it is not used either


@cache
def _tensor_bytes(adapter: Path) -> int:
    try:
        return sum(map(padded, read_header(adapter).tensors))
    except AppError:
        return 0
