"""How much each input matters, from a file into what ``llama_model_quantize`` takes."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop_lm.engine.llama.native import lib
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Importance

_Floats = npt.NDArray[np.float32]


@dataclass(slots=True)
class ImportanceData:
    """``entries`` is for ``params.imatrix``, None where nothing is said; it points into ``floats``,
    so it lives as long as this does."""

    entries: Any = None
    floats: list[_Floats] = field(default_factory=list)


def read_importance(path: str, importance: Sequence[Importance]) -> ImportanceData:
    """What the file at ``path`` says. Raises AppError(FILE_UNREADABLE)."""
    if not importance:
        return ImportanceData()
    try:
        floats = [_mean_squares(path, each) for each in importance]
    except (OSError, ValueError) as error:  # ValueError: it has become shorter
        raise AppError(Code.FILE_UNREADABLE, path=path, reason=str(error)) from error
    entries = (lib.llama_model_imatrix_data * (len(importance) + 1))()  # the last one stays empty
    for entry, each, squares in zip(entries, importance, floats, strict=False):
        entry.name = each.tensor.encode()
        entry.data = squares.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        entry.size = squares.size
    return ImportanceData(entries, floats)


def _mean_squares(path: str, each: Importance) -> _Floats:
    """As llama.cpp reads such files: a matrix that no token went through counts evenly."""
    with Path(path).open("rb") as file:
        file.seek(each.sums_at)
        sums = np.fromfile(file, np.float32, each.columns * each.matrices)
        file.seek(each.counts_at)
        counts = np.fromfile(file, np.float32, each.matrices)
    rows = sums.reshape(each.matrices, each.columns)
    known = counts > 0
    rows[known] /= counts[known, None]
    rows[~known] = 1
    return np.ascontiguousarray(rows.reshape(-1))
