"""How much each input of a model's matrices matters, as llama.cpp's ``imatrix`` tool writes it.

Such a file is a GGUF file of its own, with two tensors for each matrix of the model: the sums of
the squares of its inputs (``NAME.in_sum2``) and over how many tokens they run (``NAME.counts``),
for each matrix of a stack of experts apart.
"""

from __future__ import annotations

from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Importance
from desktop_lm.models.gguf import GgufHeader, TensorInfo, read_header

_SUMS, _COUNTS = ".in_sum2", ".counts"
_F32 = 0
_FLOAT_BYTES = 4


def read_importance(path: str | Path) -> tuple[Importance, ...]:
    """Where in the file what is said of each matrix stands; of a matrix that no token went
    through, nothing. Raises NO_IMPORTANCE, and what
    :func:`desktop_lm.models.gguf.read_header` raises."""
    header = read_header(path)
    tensors = {tensor.name: tensor for tensor in header.tensors}
    found = []
    for name, sums in tensors.items():
        counts = tensors.get(name.removesuffix(_SUMS) + _COUNTS)
        if name.endswith(_SUMS) and counts is not None and _go_together(sums, counts):
            found.append(_importance(header, sums, counts))
    if not found or header.file_bytes < header.needed_bytes:
        raise AppError(Code.NO_IMPORTANCE, path=str(path))
    return tuple(found)


def _go_together(sums: TensorInfo, counts: TensorInfo) -> bool:
    matrices = counts.nbytes // _FLOAT_BYTES
    return sums.type == counts.type == _F32 and matrices == _product(sums.dims[1:])


def _importance(header: GgufHeader, sums: TensorInfo, counts: TensorInfo) -> Importance:
    return Importance(
        tensor=sums.name.removesuffix(_SUMS),
        columns=sums.dims[0],
        matrices=_product(sums.dims[1:]),
        sums_at=header.data_offset + sums.offset,
        counts_at=header.data_offset + counts.offset,
    )


def _product(dims: tuple[int, ...]) -> int:
    total = 1
    for size in dims:
        total *= size
    return total
