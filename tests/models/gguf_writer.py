"""Writes small GGUF files, valid ones and, field by field, broken ones."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

U8, I8, U16, I16, U32, I32, F32, BOOL, STRING, ARRAY, U64, I64, F64 = range(13)
_LAYOUT = {
    U8: "<B", I8: "<b", U16: "<H", I16: "<h", U32: "<I", I32: "<i", F32: "<f", BOOL: "<?",
    U64: "<Q", I64: "<q", F64: "<d",
}  # fmt: skip
F32_TENSOR, Q4_0_TENSOR = 0, 2


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(raw)) + raw


def value(kind: int, content: Any) -> bytes:
    """A value without its type; an array's content is (element type, elements)."""
    if kind == STRING:
        return text(content)
    if kind == ARRAY:
        inner, items = content
        return struct.pack("<IQ", inner, len(items)) + b"".join(value(inner, i) for i in items)
    return struct.pack(_LAYOUT[kind], content)


def pair(key: str | bytes, kind: int, content: Any) -> bytes:
    return text(key) + struct.pack("<I", kind) + value(kind, content)


@dataclass(frozen=True)
class Tensor:
    name: str
    dims: tuple[int, ...] = (4,)
    type: int = F32_TENSOR
    nbytes: int = 16
    offset: int | None = None

    def header(self, offset: int) -> bytes:
        return (
            text(self.name)
            + struct.pack("<I", len(self.dims))
            + b"".join(struct.pack("<Q", size) for size in self.dims)
            + struct.pack("<IQ", self.type, offset if self.offset is None else self.offset)
        )


@dataclass(frozen=True)
class Gguf:
    """A file in the making; a count or the version may be given a lie."""

    pairs: tuple[tuple[str, int, Any], ...] = (("general.architecture", STRING, "llama"),)
    tensors: tuple[Tensor, ...] = (Tensor("a"), Tensor("b", (32, 2), Q4_0_TENSOR, 36))
    magic: bytes = b"GGUF"
    version: int = 3
    pair_count: int | None = None
    tensor_count: int | None = None
    alignment: int = 32
    data: bool = True
    extra: bytes = field(default=b"", repr=False)

    def plus(self, *pairs: tuple[str, int, Any]) -> Gguf:
        return replace(self, pairs=(*self.pairs, *pairs))

    def header(self) -> bytes:
        counts = (
            len(self.tensors) if self.tensor_count is None else self.tensor_count,
            len(self.pairs) if self.pair_count is None else self.pair_count,
        )
        result = self.magic + struct.pack("<IQQ", self.version, *counts)
        result += b"".join(pair(*entry) for entry in self.pairs) + self.extra
        offset = 0
        for tensor in self.tensors:
            result += tensor.header(offset)
            offset += self._padded(tensor.nbytes)
        return result

    def bytes(self) -> bytes:
        head = self.header()
        if not self.tensors:
            return head
        head = head.ljust(self._padded(len(head)), b"\0")
        if not self.data:
            return head
        body = b"".join(bytes(self._padded(tensor.nbytes)) for tensor in self.tensors[:-1])
        return head + body + bytes(self.tensors[-1].nbytes)

    def write(self, path: Path) -> Path:
        path.write_bytes(self.bytes())
        return path

    def _padded(self, size: int) -> int:
        return -(-size // self.alignment) * self.alignment


def write_parts(folder: Path, whole: Gguf, count: int, stem: str = "tiny") -> list[Path]:
    """The files of a model split into ``count``, named and marked as gguf-split does it.

    The first holds the metadata, and the tensors are dealt out one after the other.
    """
    share = -(-len(whole.tensors) // count)
    paths = []
    for number in range(count):
        tensors = whole.tensors[number * share : (number + 1) * share]
        pairs = whole.pairs if number == 0 else ()
        part = replace(whole, pairs=pairs, tensors=tensors).plus(
            ("split.no", U16, number),
            ("split.count", U16, count),
            ("split.tensors.count", I32, len(whole.tensors)),
        )
        paths.append(part.write(folder / f"{stem}-{number + 1:05d}-of-{count:05d}.gguf"))
    return paths
