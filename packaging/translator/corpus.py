"""The encoded training pairs, flat arrays in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from translator.files import write_with

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Corpus:
    """Row ``r`` is a pair: ``ids[starts[r, side]:][:lengths[r, side]]``, side 0 English.

    ``partner[r]`` is the number of the other side's language among the partners.
    """

    ids: npt.NDArray[np.uint16]
    starts: Ints  # rows, 2
    lengths: Ints  # rows, 2
    partner: Ints  # rows

    @classmethod
    def of(cls, rows: Sequence[tuple[int, Sequence[int], Sequence[int]]]) -> Self:
        """From (partner's number, English ids, partner's ids) rows; ids are below 65,536."""
        lengths = np.array([(len(en), len(other)) for _, en, other in rows], dtype=np.int64)
        flat = [token for _, *sides in rows for side in sides for token in side]
        ends = lengths.reshape(-1).cumsum().reshape(lengths.shape)
        return cls(
            np.array(flat, dtype=np.uint16),
            ends - lengths,
            lengths.reshape(-1, 2),
            np.array([partner for partner, *_ in rows], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.partner)

    def side(self, row: int, side: int) -> npt.NDArray[np.uint16]:
        """The ids of one side of a row."""
        start = self.starts[row, side]
        return self.ids[start : start + self.lengths[row, side]]

    def save(self, file: Path) -> None:
        """Write it, whole or not at all."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        write_with(file, lambda stream: np.savez_compressed(stream, **arrays))

    @classmethod
    def load(cls, file: Path) -> Self:
        """What ``save`` wrote."""
        with np.load(file) as arrays:
            return cls(*(arrays[field.name] for field in fields(cls)))
