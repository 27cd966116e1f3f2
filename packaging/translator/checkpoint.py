"""The state of a run on disk, from which it goes on as if nothing had been."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from translator.files import write_with
from translator.settings import Shape


@dataclass
class Progress:
    """How far a run is: ``epoch`` and ``batch`` are those of the next step."""

    steps: int = 0
    seconds: float = 0.0
    epoch: int = 0
    batch: int = 0
    tokens: dict[str, int] = field(default_factory=dict)  # inputs by direction
    started_at: float = 0.0  # progress over the budget when the optimiser began


@dataclass
class Checkpoint:
    shape: Shape
    partners: tuple[str, ...]
    progress: Progress
    weights: dict[str, Tensor]
    average: dict[str, Tensor]
    optimisers: list[dict[str, Any]]
    random: Tensor

    def save(self, file: Path) -> None:
        """Write it, whole or not at all."""
        content = {
            "shape": asdict(self.shape),
            "partners": list(self.partners),
            "progress": asdict(self.progress),
            "weights": self.weights,
            "average": self.average,
            "optimisers": self.optimisers,
            "random": self.random,
        }
        write_with(file, lambda stream: torch.save(content, stream))

    @classmethod
    def load(cls, file: Path) -> Checkpoint:
        """What ``save`` wrote."""
        content = torch.load(file, map_location="cpu", weights_only=True)
        return cls(
            Shape(**content["shape"]),
            tuple(content["partners"]),
            Progress(**content["progress"]),
            content["weights"],
            content["average"],
            content["optimisers"],
            content["random"],
        )
