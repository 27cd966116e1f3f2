"""Muon for the matrices of the layers, AdamW for the embedding and the norms.

Muon makes each update orthogonal (Jordan et al. 2024); scaled to AdamW's size it takes the same
learning rate (Liu et al. 2025, Moonlight). Matrices of one shape are done in one batched product.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch
from torch import Tensor, nn

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # Jordan et al.: steep at zero, near one elsewhere
_ITERATIONS = 5
_ADAMW_SIZE = 0.2  # root mean square of AdamW's updates, as Moonlight measured it


def orthogonal(matrices: Tensor) -> Tensor:
    """Each (rows, columns) of a batch with singular values near one; Newton-Schulz iteration.

    Works in the matrices' own precision.
    """
    tall = matrices.shape[-2] > matrices.shape[-1]
    found = matrices.mT if tall else matrices
    found = found / (found.float().norm(dim=(-2, -1), keepdim=True) + 1e-7).to(found.dtype)
    # Gathering the steps in Gram matrices squares what bfloat16 rounds off: singular values of up
    # to 9 came of it where 1.2 is meant.
    found = _step_by_step(found) if found.dtype == torch.bfloat16 else _by_gram_matrices(found)
    return found.mT if tall else found


def _step_by_step(found: Tensor) -> Tensor:
    a, b, c = _COEFFICIENTS
    for _ in range(_ITERATIONS):
        gram = found @ found.mT
        found = a * found + (b * gram + c * gram @ gram) @ found
    return found


def _by_gram_matrices(found: Tensor) -> Tensor:
    """Every step multiplies from the left by a polynomial of the Gram matrix, so these can be
    gathered in small square matrices: a quarter less work where rows are three times as long."""
    a, b, c = _COEFFICIENTS
    gram = found @ found.mT
    identity = torch.eye(gram.shape[-1], dtype=gram.dtype, device=gram.device)
    product = identity
    for number in range(_ITERATIONS):
        step = a * identity + b * gram + c * gram @ gram
        product = step @ product
        if number < _ITERATIONS - 1:
            gram = step @ gram @ step
    return product @ found


class Muon(torch.optim.Optimizer):
    """Momentum whose sum is made orthogonal. Parameters are matrices."""

    def __init__(
        self,
        parameters: list[Tensor],
        rate: float,
        precision: torch.dtype = torch.float32,
        momentum: float = 0.95,
        decay: float = 0.05,
    ) -> None:
        super().__init__(parameters, {"lr": rate, "momentum": momentum, "weight_decay": decay})
        self.precision = precision  # of the orthogonalising products

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # noqa: ARG002
        """Move every matrix once."""
        for group in self.param_groups:
            shapes: dict[torch.Size, list[Tensor]] = defaultdict(list)
            for matrix in group["params"]:
                if matrix.grad is not None:
                    shapes[matrix.shape].append(matrix)
            for matrices in shapes.values():
                self._move(matrices, group)

    def _move(self, matrices: list[Tensor], group: dict[str, Any]) -> None:
        updates = []
        for matrix in matrices:
            state = self.state[matrix]
            if not state:
                state["momentum"] = torch.zeros_like(matrix)
            state["momentum"].lerp_(matrix.grad, 1 - group["momentum"])
            updates.append(matrix.grad.lerp(state["momentum"], group["momentum"]))
        scale = _ADAMW_SIZE * max(matrices[0].shape) ** 0.5
        found = orthogonal(torch.stack(updates).to(self.precision)).to(matrices[0].dtype)
        for matrix, update in zip(matrices, found, strict=True):
            matrix.mul_(1 - group["lr"] * group["weight_decay"])
            matrix.add_(update, alpha=-group["lr"] * scale)


def build(
    model: nn.Module, rate: float, kind: str, precision: torch.dtype = torch.float32
) -> list[torch.optim.Optimizer]:
    """The optimisers that together move every parameter once a step.

    ``kind`` is "muon" or "adamw"; ``precision`` is Muon's. Each group keeps its highest rate
    under "peak".
    """
    matrices: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        layer_matrix = parameter.ndim == 2 and name.startswith("layers.")  # noqa: PLR2004
        (matrices if layer_matrix else rest).append(parameter)
    adamw = {"lr": rate, "betas": (0.9, 0.98), "eps": 1e-9, "weight_decay": 0.0}
    found: list[torch.optim.Optimizer]
    if kind == "muon":
        found = [Muon(matrices, rate, precision), torch.optim.AdamW(rest, fused=True, **adamw)]
    else:
        groups = [{"params": matrices, "weight_decay": 0.05}, {"params": rest}]
        found = [torch.optim.AdamW(groups, fused=True, **adamw)]
    for optimiser in found:
        for group in optimiser.param_groups:
            group["peak"] = rate
    return found
