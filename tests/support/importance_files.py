"""Files that say how much a matrix's inputs matter, as llama.cpp's imatrix tool writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.models.gguf_writer import STRING, Gguf, Tensor


def write_importance(
    path: Path, matrix: str, means: npt.NDArray[np.float32], tokens: int = 8
) -> Path:
    """A file of one matrix, whose inputs have these mean squares over so many tokens."""
    sums = (means * tokens).astype(np.float32)
    head = Gguf(
        pairs=(("general.type", STRING, "imatrix"),),
        tensors=(
            Tensor(f"{matrix}.in_sum2", (sums.size, 1), nbytes=sums.nbytes),
            Tensor(f"{matrix}.counts", (1, 1), nbytes=4),
        ),
        data=False,
    ).bytes()
    padding = bytes(-sums.nbytes % 32)
    path.write_bytes(head + sums.tobytes() + padding + np.float32(tokens).tobytes())
    return path
