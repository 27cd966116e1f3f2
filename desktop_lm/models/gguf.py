"""Reads the header of a GGUF file with hard limits, before llama.cpp sees the file.

The layout is that of https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: magic, version,
counts, key-value pairs, tensor descriptions, padding, tensor data. Whatever the file holds, this
returns or raises :class:`~desktop_lm.errors.AppError`, within bounded time and memory.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_lm.errors import AppError, Code
from desktop_lm.models.byte_reader import ByteReader
from desktop_lm.models.tensor_types import BLOCKS

MAGIC = b"GGUF"
VERSIONS = (2, 3)

# Limits. The largest real files known have some 100 pairs, 2,000 tensors, 262,144 tokens,
# 515,000 merges, 17 kB of chat template and a header of 16 MB.
MAX_PAIRS = 4096
MAX_TENSORS = 65_536
MAX_KEY = 1024  # bytes
MAX_STRING = 4 << 20  # bytes
MAX_ITEMS = 4 << 20  # array elements
MAX_STRINGS = 8 << 20  # array elements that are strings, all arrays together
MAX_HEADER = 128 << 20  # bytes
MAX_ALIGNMENT = 1 << 16  # bytes
MAX_DIMENSIONS = 4
MAX_TENSOR_NAME = 63  # bytes; ggml keeps 64 with the final zero
KEPT_STRING = 256 << 10  # bytes; longer strings are passed over
KEPT_ITEMS = 512  # arrays no longer than this are kept
KEPT_ALL_ITEMS = 1 << 16  # elements of kept arrays, all together; further ones are passed over
KEPT_TEXT = 8 << 20  # bytes of kept strings, all together

DEFAULT_ALIGNMENT = 32
_I64_MAX = 2**63 - 1
_STRING, _ARRAY = 8, 9
_SCALARS = {
    number: struct.Struct("<" + code)
    for number, code in {
        0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"
    }.items()
}  # fmt: skip

Scalar = int | float | bool | str


@dataclass(frozen=True, slots=True)
class Array:
    """An array value; ``items`` is None where it was too long to keep.

    ``type`` is the GGUF number of its elements' type.
    """

    type: int
    length: int
    items: tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True)
class LongString:
    """A string value too long to keep."""

    length: int


Value = Scalar | Array | LongString


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """A tensor as the header tells of it; ``offset`` is counted from the data's start."""

    name: str
    dims: tuple[int, ...]
    type: int
    offset: int
    nbytes: int


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says of itself. Sizes and offsets are in bytes."""

    path: str
    version: int
    metadata: dict[str, Value]
    tensors: tuple[TensorInfo, ...]
    alignment: int
    data_offset: int
    file_bytes: int
    needed_bytes: int

    def text(self, key: str) -> str:
        """A string value, or "" where there is none."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def integer(self, key: str) -> int | None:
        """An integer value, or None where there is none."""
        value = self.metadata.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    @property
    def chat_template(self) -> str:
        return self.text("tokenizer.chat_template")

    @property
    def context_length(self) -> int | None:
        """Tokens of context the model was trained on."""
        return self.integer(f"{self.architecture}.context_length")


def shown(text: str, longest: int = 64) -> str:
    """A text out of a file as it may stand in a sentence: short, and on one line."""
    return "".join(c if c.isprintable() else "?" for c in text[:longest])


def read_header(path: str | Path) -> GgufHeader:
    """The header of the GGUF file at ``path``, checked.

    Raises FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, NOT_GGUF, GGUF_VERSION, HEADER_ABSURD,
    HEADER_BROKEN, TENSOR_TYPE_UNSUPPORTED, or FILE_TRUNCATED, whose ``expected`` is the least
    number of bytes the file must have.
    """
    name = str(path)
    try:
        info = Path(path).stat()
        if not stat.S_ISREG(info.st_mode):
            raise AppError(Code.FILE_UNREADABLE, path=name, reason="not a regular file")
        if info.st_size == 0:
            raise AppError(Code.FILE_EMPTY, path=name)
        with Path(path).open("rb", buffering=0) as file:
            return _read(file, name, info.st_size)
    except (FileNotFoundError, NotADirectoryError):
        raise AppError(Code.FILE_MISSING, path=name) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=name, reason=reason) from error
    except ValueError:  # a path with a NUL character names no file
        raise AppError(Code.FILE_MISSING, path=name) from None


def _read(file: BinaryIO, path: str, size: int) -> GgufHeader:
    reader = ByteReader(file, path, size, MAX_HEADER)
    version = _version(reader)
    tensor_count = _count(reader, "number of tensors", MAX_TENSORS)
    pair_count = _count(reader, "number of metadata entries", MAX_PAIRS)
    metadata = _Metadata(reader).read(pair_count)
    alignment = _alignment(reader, metadata)
    tensors = _tensors(reader, tensor_count, alignment)
    data_offset = -(-reader.offset // alignment) * alignment
    needed = reader.offset
    if tensors:
        # llama.cpp does not ask for the padding behind the last tensor.
        needed = data_offset + tensors[-1].offset + tensors[-1].nbytes
    if needed > size:
        raise reader.truncated(needed)
    return GgufHeader(path, version, metadata, tensors, alignment, data_offset, size, needed)


def _version(reader: ByteReader) -> int:
    if reader.size < len(MAGIC) or reader.take(len(MAGIC)) != MAGIC:
        raise AppError(Code.NOT_GGUF, path=reader.path)
    version = reader.u32()
    if version and version & 0xFFFF == 0:
        swapped = int.from_bytes(version.to_bytes(4, "little"), "big")
        raise AppError(Code.GGUF_VERSION, path=reader.path, version=f"{swapped} (big-endian)")
    if version not in VERSIONS:
        raise AppError(Code.GGUF_VERSION, path=reader.path, version=version)
    return version


def _count(reader: ByteReader, what: str, limit: int) -> int:
    count = reader.u64()
    if count > limit:
        raise reader.absurd(what, count, limit)
    return count


class _Metadata:
    """Reads key-value pairs and keeps count of what they cost."""

    def __init__(self, reader: ByteReader) -> None:
        self._reader = reader
        self._kept_text = 0
        self._strings = 0
        self._kept_items = 0

    def read(self, count: int) -> dict[str, Value]:
        metadata: dict[str, Value] = {}
        for _ in range(count):
            key = self._key()
            if key in metadata:
                raise self._reader.broken(f"repeated key {shown(key)}")
            metadata[key] = self._value(self._reader.u32())
        return metadata

    def _key(self) -> str:
        length = self._reader.u64()
        if length > MAX_KEY:
            raise self._reader.absurd("key length", length, MAX_KEY)
        if not length:
            raise self._reader.broken("nameless key")
        return _decode(self._reader.take(length))

    def _value(self, kind: int) -> Value:
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            return self._array()
        return self._scalar(kind)

    def _scalar(self, kind: int) -> Scalar:
        layout = _SCALARS.get(kind)
        if layout is None:
            raise self._reader.broken(f"value type {kind}")
        value: Scalar = layout.unpack(self._reader.take(layout.size))[0]
        return value

    def _string(self) -> str | LongString:
        length = self._reader.u64()
        if length > MAX_STRING:
            raise self._reader.absurd("string length", length, MAX_STRING)
        if length > KEPT_STRING:
            self._reader.skip(length)
            return LongString(length)
        self._kept_text += length
        if self._kept_text > KEPT_TEXT:
            raise self._reader.absurd("size of texts", self._kept_text, KEPT_TEXT)
        return _decode(self._reader.take(length))

    def _array(self) -> Array:
        kind, length = self._reader.u32(), self._reader.u64()
        if kind not in _SCALARS and kind != _STRING:
            # llama.cpp refuses arrays of arrays too, so no depth has to be followed.
            raise self._reader.broken(f"array of value type {kind}")
        if length > MAX_ITEMS:
            raise self._reader.absurd("array length", length, MAX_ITEMS)
        keep = length <= KEPT_ITEMS and self._kept_items + length <= KEPT_ALL_ITEMS
        self._kept_items += length if keep else 0
        if kind == _STRING:
            return self._string_array(length, keep=keep)
        if not keep:
            self._reader.skip(length * _SCALARS[kind].size)
            return Array(kind, length)
        return Array(kind, length, tuple(self._scalar(kind) for _ in range(length)))

    def _string_array(self, length: int, *, keep: bool) -> Array:
        self._strings += length
        if self._strings > MAX_STRINGS:
            raise self._reader.absurd("number of strings", self._strings, MAX_STRINGS)
        if not keep:
            self._reader.skip_strings(length, MAX_STRING)
            return Array(_STRING, length)
        items = [self._string() for _ in range(length)]
        kept = tuple(item for item in items if isinstance(item, str))
        return Array(_STRING, length, kept if len(kept) == length else None)


def _alignment(reader: ByteReader, metadata: dict[str, Value]) -> int:
    value = metadata.get("general.alignment", DEFAULT_ALIGNMENT)
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0 or value & (value - 1):
        raise reader.broken("general.alignment")
    if value > MAX_ALIGNMENT:
        raise reader.absurd("general.alignment", value, MAX_ALIGNMENT)
    return value


def _tensors(reader: ByteReader, count: int, alignment: int) -> tuple[TensorInfo, ...]:
    tensors: list[TensorInfo] = []
    names: set[str] = set()
    expected_offset = 0
    for _ in range(count):
        tensor = _tensor(reader)
        if tensor.name in names:
            raise reader.broken(f"repeated tensor {shown(tensor.name)}")
        if tensor.offset != expected_offset:
            # llama.cpp wants the tensors one after the other, in the order of the header.
            raise reader.broken(f"offset of tensor {shown(tensor.name)}")
        names.add(tensor.name)
        tensors.append(tensor)
        expected_offset += -(-tensor.nbytes // alignment) * alignment
        if expected_offset > _I64_MAX:
            raise reader.absurd("size of all tensors", expected_offset, _I64_MAX)
    return tuple(tensors)


def _tensor(reader: ByteReader) -> TensorInfo:
    length = reader.u64()
    if length > MAX_TENSOR_NAME:
        raise reader.absurd("tensor name length", length, MAX_TENSOR_NAME)
    name = _decode(reader.take(length))
    rank = reader.u32()
    if rank > MAX_DIMENSIONS:
        raise reader.absurd(f"number of dimensions of tensor {shown(name)}", rank, MAX_DIMENSIONS)
    dims = tuple(reader.u64() for _ in range(rank))
    kind, offset = reader.u32(), reader.u64()
    return TensorInfo(name, dims, kind, offset, _tensor_bytes(reader, name, dims, kind))


def _tensor_bytes(reader: ByteReader, name: str, dims: tuple[int, ...], kind: int) -> int:
    elements = 1
    for size in dims:
        if not size:
            raise reader.broken(f"empty tensor {shown(name)}")
        elements *= size
        if elements > _I64_MAX:
            raise reader.absurd(f"number of elements of tensor {shown(name)}", elements, _I64_MAX)
    if kind not in BLOCKS:
        raise AppError(
            Code.TENSOR_TYPE_UNSUPPORTED, path=reader.path, tensor=shown(name), type=kind
        )
    block, nbytes = BLOCKS[kind]
    if (dims[0] if dims else 1) % block:
        raise reader.broken(f"row length of tensor {shown(name)}")
    return elements // block * nbytes


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
