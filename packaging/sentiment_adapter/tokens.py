"""Texts as the starter's token ids, asked of the program's own engine and kept in a file.

PyTorch's side of the recipe needs nothing of the program; this side needs no PyTorch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sentiment_head.comments import LABELS, Row

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Set:
    """``texts`` of one origin: their ``ids`` one behind the other, text ``i`` at ``starts[i]`` up
    to ``starts[i + 1]``, of class ``classes[i]`` (a place in LABELS)."""

    texts: Sequence[str]
    ids: Ids
    starts: Ids
    classes: Ids

    def __len__(self) -> int:
        return len(self.classes)

    def text(self, number: int) -> Ids:
        return self.ids[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """``labels`` are the ids of the labels' words, in the order of LABELS, ``words`` those of all
    words that classifiers look at."""

    labels: Ids
    words: Ids
    sets: Mapping[str, Set]

    def save(self, file: Path) -> None:
        """Write everything into one file."""
        arrays = {"labels": self.labels, "words": self.words}
        for name, one in self.sets.items():
            arrays |= {
                f"{name}.texts": np.frombuffer("\n".join(one.texts).encode(), np.uint8),
                f"{name}.ids": one.ids,
                f"{name}.starts": one.starts,
                f"{name}.classes": one.classes,
            }
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, file: Path) -> Tokens:
        """What was saved."""
        with np.load(file) as arrays:
            names = sorted({name for name, dot, _ in (key.partition(".") for key in arrays) if dot})
            sets = {
                name: Set(
                    arrays[f"{name}.texts"].tobytes().decode().split("\n"),
                    *(arrays[f"{name}.{part}"] for part in ("ids", "starts", "classes")),
                )
                for name in names
            }
            return cls(arrays["labels"], arrays["words"], sets)


def set_of(rows: Sequence[Row], ids: Sequence[Sequence[int]]) -> Set:
    """Rows with their token ids."""
    lengths = [0, *(len(one) for one in ids)]
    return Set(
        [text for text, _ in rows],
        np.array([token for one in ids for token in one], np.int32),
        np.cumsum(lengths, dtype=np.int32),
        np.array([LABELS.index(label) for _, label in rows], np.int32),
    )
