"""Step 4: between checkpoints and GGUF files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from translator import gguf_file, metadata, weights
from translator.checkpoint import Checkpoint
from translator.metadata import F16, F32, Training
from translator.settings import Shape
from translator.train import Start
from translator.vocabulary import Vocabulary


def to_gguf(found: Checkpoint, vocabulary: Vocabulary, file: Path, kind: str) -> None:
    """The averaged weights as ``kind`` "F16" or "F32"; vectors are always F32."""
    state = {name: value.float().numpy() for name, value in found.average.items()}
    tensors = weights.to_llama(state, found.shape)
    progress = found.progress
    described = metadata.describe(
        found.shape,
        vocabulary,
        found.partners,
        Training(progress.steps, progress.seconds, progress.tokens),
        F16 if kind == "F16" else F32,
    )
    halved = {
        name: value.astype(np.float16) if kind == "F16" and value.ndim > 1 else value
        for name, value in tensors.items()
    }
    gguf_file.write(file, described, halved)


def from_gguf(file: Path) -> tuple[Start, Vocabulary]:
    """Weights, shape, vocabulary and how far the training was. Raises ValueError, KeyError."""
    described, tensors = gguf_file.read(file)
    shape = metadata.read_shape(described)
    arrays = {name: value.astype(np.float32) for name, value in tensors.items()}
    state = {
        name: torch.from_numpy(value) for name, value in weights.from_llama(arrays, shape).items()
    }
    start = Start(shape, state, metadata.read_training(described))
    return start, metadata.read_vocabulary(described)


def model_state(file: Path) -> tuple[Shape, dict[str, Tensor]]:
    """What a checkpoint or a GGUF file has to translate with."""
    if file.suffix == ".gguf":
        start, _ = from_gguf(file)
        return start.shape, start.weights
    found = Checkpoint.load(file)
    return found.shape, found.average
