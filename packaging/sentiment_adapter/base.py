"""The starter in PyTorch, its weights frozen as the program's file has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from translator import gguf_file, weights
from translator.model import Translator
from translator.settings import Shape


def load(file: Path, context: int, dtype: torch.dtype) -> Translator:
    """The model of a GGUF file in F16; ``context`` tokens are all that is ever read at once.

    Its numbers are of ``dtype``. Raises ValueError, KeyError where the file is no such model.
    """
    told, tensors = gguf_file.read(file)
    shape = Shape(
        width=told["llama.embedding_length"],
        layers=told["llama.block_count"],
        heads=told["llama.attention.head_count"],
        kv_heads=told["llama.attention.head_count_kv"],
        feed_forward=told["llama.feed_forward_length"],
        context=context,
        rope_base=told.get("llama.rope.freq_base", 10000.0),
        norm_epsilon=told["llama.attention.layer_norm_rms_epsilon"],
    )
    model = Translator(shape, len(tensors["token_embd.weight"]))
    state = weights.from_llama(tensors, shape)
    model.load_state_dict(
        {name: torch.from_numpy(array.astype(np.float32)) for name, array in state.items()}
    )
    model.requires_grad_(requires_grad=False)
    for parameter in model.parameters():  # not the positions' angles, which want all their digits
        parameter.data = parameter.data.to(dtype)
    return model
