"""How much each input of each matrix matters: the mean of its square over texts trained on.

Rounding an input's weights costs in proportion to it, so llama.cpp's quantisation keeps those
more exactly. The file is as llama.cpp's own ``imatrix`` tool writes it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from translator import batches, gguf_file, weights
from translator.batches import Tags
from translator.checkpoint import Checkpoint
from translator.model import Translator
from translator.prepare import Prepared

_BATCHES, _BATCH_TOKENS = 24, 4096
_EPOCH = 1_000_000  # an order of the pairs that no training reaches


class _Sums:
    """Sums of the squares of what goes into each matrix, and of how many tokens."""

    def __init__(self) -> None:
        self.squares: dict[str, Tensor] = {}
        self.tokens: dict[str, int] = defaultdict(int)

    def add(self, name: str, inputs: Tensor) -> None:
        rows = inputs.reshape(-1, inputs.shape[-1]).double()
        self.squares[name] = self.squares.get(name, torch.zeros(())) + rows.square().sum(dim=0)
        self.tokens[name] += len(rows)

    def hear(self, name: str, _module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        self.add(name, inputs[0])


@torch.no_grad()
def measure(found: Checkpoint, prepared: Prepared, seed: int) -> dict[str, Any]:
    """The tensors of an importance file for the averaged weights."""
    model = Translator(found.shape, len(prepared.vocabulary)).eval()
    model.load_state_dict(found.average)
    sums = _Sums()
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear):
            module.register_forward_pre_hook(partial(sums.hear, f"{name}.weight"))
    tags = Tags.of(prepared.vocabulary, ("en", *prepared.partners))
    order = batches.plan(prepared.corpus, seed, _EPOCH, _BATCH_TOKENS, temperature=1.5)
    for items in islice(order, _BATCHES):
        batch = batches.compose(prepared.corpus, tags, items)
        hidden = model(torch.from_numpy(batch.tokens)).flatten(0, 1)
        # The embedding is the output's matrix too, which reads where a next token is wanted.
        sums.add("embedding.weight", hidden[torch.from_numpy(batch.places)])
    return _tensors(sums, weights.names(found.shape))


def write(file: Path, tensors: dict[str, Any]) -> None:
    """Write the file, whole or not at all."""
    described = {
        "general.type": "imatrix",
        "imatrix.datasets": ["sentence pairs trained on"],
        "imatrix.chunk_count": _BATCHES,
        "imatrix.chunk_size": _BATCH_TOKENS,
    }
    gguf_file.write(file, described, tensors)


def _tensors(sums: _Sums, names: dict[str, str]) -> dict[str, Any]:
    tensors = {}
    for ours, theirs in names.items():
        if ours in sums.squares:
            squares = sums.squares[ours].numpy().astype(np.float32)
            tensors[f"{theirs}.in_sum2"] = squares.reshape(1, -1)
            tensors[f"{theirs}.counts"] = np.full((1, 1), sums.tokens[ours], np.float32)
    return tensors
