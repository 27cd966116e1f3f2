"""Low-rank additions to frozen matrices (LoRA, Hu et al. 2021), and their GGUF file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from translator import gguf_file, weights
from translator.files import write_with
from translator.model import Translator

# Where the matrices lie in a layer of the model, under llama.cpp's names.
PLACES = {
    "attn_q": ("attention", "query"),
    "attn_k": ("attention", "key"),
    "attn_v": ("attention", "value"),
    "attn_output": ("attention", "output"),
    "ffn_gate": ("feed_forward", "gate"),
    "ffn_up": ("feed_forward", "up"),
    "ffn_down": ("feed_forward", "down"),
}


class Adapted(nn.Module):
    """``frozen`` and, beside it, two thin matrices whose product begins as zero.

    ``a`` is of shape (rank, inputs), ``b`` (outputs, rank).
    """

    def __init__(self, frozen: nn.Linear, rank: int, scale: float, dropout: float) -> None:
        super().__init__()
        self.frozen = frozen
        self.scale, self.dropout = scale, dropout
        self.a = nn.Parameter(torch.randn(rank, frozen.in_features) * frozen.in_features**-0.5)
        self.b = nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, given: Tensor) -> Tensor:
        thin = functional.linear(
            functional.dropout(given, self.dropout, self.training), self.a.to(given.dtype)
        )
        return self.frozen(given) + self.scale * functional.linear(thin, self.b.to(given.dtype))


@dataclass(frozen=True, slots=True)
class Shape:
    """What is put beside the model's matrices: at which ``places`` of each layer from ``first``
    on. The product counts ``alpha / rank`` times."""

    places: Sequence[str] = ("attn_q", "attn_v")
    rank: int = 8
    alpha: float = 16.0
    dropout: float = 0.05
    first: int = 0


def adapt(model: Translator, shape: Shape) -> None:
    """Put additions beside the model's frozen matrices; they alone are trained."""
    for layer in list(model.layers)[shape.first :]:
        for place in shape.places:
            block, name = PLACES[place]
            parent = getattr(layer, block)
            frozen = getattr(parent, name)
            scale = shape.alpha / shape.rank
            setattr(parent, name, Adapted(frozen, shape.rank, scale, shape.dropout))


def extend(model: Translator, shape: Shape, places: Sequence[str]) -> Shape:
    """Put additions also at those of ``places`` that a model adapted as ``shape`` lacks."""
    new = [place for place in places if place not in shape.places]
    adapt(model, replace(shape, places=new))
    both = {*shape.places, *new}
    return replace(shape, places=[place for place in PLACES if place in both])


def save(file: Path, model: Translator, shape: Shape) -> None:
    """Keep what was trained as it is, for a run that goes on from it or a reading."""
    kept = {"shape": asdict(shape), "thin": thin_matrices(model)}
    write_with(file, lambda stream: torch.save(kept, stream))


def restore(file: Path, model: Translator) -> Shape:
    """Put what was kept, or what a GGUF file of :func:`write` has, beside the matrices of a model
    that has nothing beside them."""
    shape, thin = _read(file, model) if file.suffix == ".gguf" else _kept(file)
    adapt(model, shape)
    put_back(model, thin)
    return shape


def _kept(file: Path) -> tuple[Shape, dict[str, Tensor]]:
    kept = torch.load(file)
    return Shape(**kept["shape"]), kept["thin"]


def _read(file: Path, model: Translator) -> tuple[Shape, dict[str, Tensor]]:
    told, arrays = gguf_file.read(file)
    layers, places = zip(*((name.split(".")[1:3]) for name in arrays), strict=True)
    rank = next(len(array) for name, array in arrays.items() if name.endswith("lora_a"))
    shape = Shape(
        places=[place for place in PLACES if place in places],
        rank=rank,
        alpha=told["adapter.lora.alpha"],
        first=min(map(int, layers)),
    )
    thin = {
        name: weights.halves(array, model.shape) if _turned(name) else array
        for name, array in arrays.items()
    }
    return shape, {name: torch.from_numpy(one.astype(np.float32)) for name, one in thin.items()}


def thin_matrices(model: Translator) -> dict[str, Tensor]:
    """All that is trained, by llama.cpp's names."""
    found: dict[str, Tensor] = {}
    for number, layer in enumerate(model.layers):
        for place, (block, name) in PLACES.items():
            one = getattr(getattr(layer, block), name)
            if isinstance(one, Adapted):
                found[f"blk.{number}.{place}.weight.lora_a"] = one.a
                found[f"blk.{number}.{place}.weight.lora_b"] = one.b
    return found


def put_back(model: Translator, thin: Mapping[str, Tensor]) -> None:
    """Set what is trained to values of :func:`thin_matrices`. Raises KeyError."""
    with torch.no_grad():
        for name, one in thin_matrices(model).items():
            one.copy_(thin[name])


def write(file: Path, model: Translator, alpha: float, notes: Mapping[str, Any]) -> None:
    """Write the additions as llama.cpp reads them, in single precision: in half, its product of
    matrices so thin takes five to eight hundredths of the whole reading, so next to none."""
    arrays = {
        name: weights.interleaved(array, model.shape) if _turned(name) else array
        for name, array in (
            (name, one.detach().float().cpu().numpy()) for name, one in thin_matrices(model).items()
        )
    }
    told: dict[str, Any] = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": float(alpha),
        **notes,
    }
    gguf_file.write(file, told, {name: a.astype(np.float32) for name, a in arrays.items()})


def _turned(name: str) -> bool:
    """Queries' and keys' rows stand in llama.cpp's own order."""
    return name.endswith(("attn_q.weight.lora_b", "attn_k.weight.lora_b"))
