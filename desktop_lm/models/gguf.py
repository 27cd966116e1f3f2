"""Reads the header of a GGUF file with hard limits, before llama.cpp sees the file.

The layout is that of https://github.com/ggml-org/ggml/blob/master/docs/gguf.md: magic, version,
counts, key-value pairs, tensor descriptions, padding, tensor data. Whatever the file holds, this
returns or raises :class:`~desktop_lm.errors.AppError`, within bounded time and memory.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_lm.errors import AppError, Code
from desktop_lm.models.byte_reader import ByteReader
from desktop_lm.models.gguf_metadata import MAX_PAIRS, Value, decode, read_metadata, shown
from desktop_lm.models.tensor_types import BLOCKS

MAGIC = b"GGUF"
VERSIONS = (2, 3)

# Limits. The largest real files known have 2,000 tensors and a header of 16 MB.
MAX_TENSORS = 65_536
MAX_HEADER = 128 << 20  # bytes
MAX_ALIGNMENT = 1 << 16  # bytes
MAX_DIMENSIONS = 4
MAX_TENSOR_NAME = 63  # bytes; ggml keeps 64 with the final zero

DEFAULT_ALIGNMENT = 32
_I64_MAX = 2**63 - 1


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
    metadata = read_metadata(reader, pair_count)
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
    name = decode(reader.take(length))
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
