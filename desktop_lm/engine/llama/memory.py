"""What llama.cpp allocates for a model, in its own words.

Its C interface does not tell the sizes of its buffers, its log does: one line for each buffer,
and one for each cache, such as::

    load_tensors:   CPU_REPACK model buffer size =    57.45 MiB
    llama_kv_cache:        CPU KV buffer size =    45.00 MiB
    llama_kv_cache: size =   45.00 MiB (  2048 cells,  30 layers, 16/1 seqs), K (f16): ...

The figures are rounded to 0.01 MiB. A dry load allocates neither weights nor caches, and then
their buffers are zero; the caches' second line and the compute buffer are told all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from desktop_lm.engine.llama import native
from desktop_lm.messages import MemoryParts

_MIB = 1 << 20
_MAPPED = "CPU_Mapped"  # the one kind of weight buffer that is the file itself
_CACHES = ("KV", "RS", "state")  # keys and values, recurrent states, compressed states

_BUFFER = re.compile(
    r"(\S+)\s+(?:DSV4 \S+ )?(model|KV|RS|state|output|compute) buffer size =\s*([0-9.]+) MiB"
)
_CACHE = re.compile(r"size =\s*([0-9.]+) MiB \(\s*\d+ cells")


class Allocations:
    """Listens to llama.cpp while a model is loaded, in a ``with`` block."""

    def __init__(self) -> None:
        self._buffers: list[tuple[str, str, float]] = []  # name, kind, MiB
        self._caches: list[float] = []  # MiB
        self._listening: AbstractContextManager[None] | None = None

    def __enter__(self) -> Self:
        self._listening = native.listening(self._hear)
        self._listening.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._listening is not None
        self._listening.__exit__(kind, error, trace)

    @property
    def parts(self) -> MemoryParts:
        """What was allocated."""
        return MemoryParts(
            weights_mapped=_bytes(
                size for name, kind, size in self._buffers if kind == "model" and name == _MAPPED
            ),
            weights_copied=_bytes(
                size for name, kind, size in self._buffers if kind == "model" and name != _MAPPED
            ),
            cache=_bytes(size for _, kind, size in self._buffers if kind in _CACHES),
            compute=self._compute,
        )

    @property
    def planned(self) -> MemoryParts:
        """What a dry load would have allocated, the weights left out."""
        return MemoryParts(cache=_bytes(self._caches), compute=self._compute)

    @property
    def _compute(self) -> int:
        return _bytes(size for _, kind, size in self._buffers if kind in {"output", "compute"})

    def _hear(self, line: str) -> None:
        if match := _BUFFER.search(line):
            self._buffers.append((match[1], match[2], float(match[3])))
        elif match := _CACHE.search(line):
            self._caches.append(float(match[1]))


def _bytes(sizes: Iterable[float]) -> int:
    return round(sum(sizes) * _MIB)
