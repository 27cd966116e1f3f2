"""Texts as the starter's token ids, asked of the program's own engine and kept in a file.

PyTorch's side of the recipe needs nothing of the program; this side needs no PyTorch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sentiment_adapter.rows import LABELS, Row

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Set:
    """Texts of one origin: ``ids`` one behind the other, text ``i`` at ``starts[i]`` up to
    ``starts[i + 1]``, of class ``classes[i]`` (a place in LABELS)."""

    ids: Ids
    starts: Ids
    classes: Ids

    def __len__(self) -> int:
        return len(self.classes)

    def text(self, number: int) -> Ids:
        return self.ids[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """``words`` are the ids of the labels' words, in the order of LABELS."""

    words: Ids
    sets: Mapping[str, Set]

    def save(self, file: Path) -> None:
        arrays = {"words": self.words}
        for name, one in self.sets.items():
            arrays |= {
                f"{name}.ids": one.ids,
                f"{name}.starts": one.starts,
                f"{name}.classes": one.classes,
            }
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, file: Path) -> Tokens:
        with np.load(file) as arrays:
            names = sorted({key.split(".")[0] for key in arrays} - {"words"})
            sets = {
                name: Set(
                    arrays[f"{name}.ids"], arrays[f"{name}.starts"], arrays[f"{name}.classes"]
                )
                for name in names
            }
            return cls(arrays["words"], sets)


def set_of(rows: Sequence[Row], ids: Sequence[Sequence[int]]) -> Set:
    """Rows with their token ids."""
    lengths = [0, *(len(one) for one in ids)]
    return Set(
        np.array([token for one in ids for token in one], np.int32),
        np.cumsum(lengths, dtype=np.int32),
        np.array([LABELS.index(label) for _, label in rows], np.int32),
    )
