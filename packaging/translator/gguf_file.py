"""Writing and reading GGUF files of plain numbers (F32, F16).

The format's description is ggml's docs/gguf.md. This module needs numpy alone, so the file's
every byte is tested where nothing of the recipe is installed; where PyPI's ``gguf`` is, a test
compares the two.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from translator.files import write_with

_MAGIC, _VERSION, _ALIGNMENT = b"GGUF", 3, 32
_U32, _I32, _F32, _BOOL, _STRING, _ARRAY, _U64 = 4, 5, 6, 7, 8, 9, 10
_SCALARS = {_U32: "<I", _I32: "<i", _F32: "<f", _BOOL: "<?", _U64: "<Q"}
_TENSOR_TYPES: dict[np.dtype[Any], int] = {np.dtype("<f4"): 0, np.dtype("<f2"): 1}

Tensors = Mapping[str, npt.NDArray[Any]]


def write(file: Path, metadata: Mapping[str, Any], tensors: Tensors) -> None:
    """Write a file, whole or not at all.

    Metadata values are str, bool, int (unsigned 32 bits; 64 where larger), float (32 bits) or
    lists of str, int or float. Tensors are float32 or float16; GGUF names their last axis first.
    """
    write_with(file, lambda stream: _write(stream, metadata, tensors))


def read(file: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Metadata and tensors of a trusted file of this module's. Raises ValueError."""
    return _Reader(file.read_bytes()).read()


def read_metadata(file: Path) -> dict[str, Any]:
    """The metadata of a trusted file, however its tensors are stored. Raises ValueError."""
    return _Reader(file.read_bytes()).head()[0]


def _write(stream: IO[bytes], metadata: Mapping[str, Any], tensors: Tensors) -> None:
    stream.write(_MAGIC + struct.pack("<IQQ", _VERSION, len(tensors), len(metadata)))
    for key, value in metadata.items():
        kind = _kind(value)
        stream.write(_text(key) + struct.pack("<I", kind) + _value(kind, value))
    offset = 0
    for name, tensor in tensors.items():
        dims = tensor.shape[::-1]
        stream.write(_text(name) + struct.pack(f"<I{len(dims)}Q", len(dims), *dims))
        stream.write(struct.pack("<IQ", _TENSOR_TYPES[tensor.dtype], offset))
        offset += _padded(tensor.nbytes)
    stream.write(bytes(_padded(stream.tell()) - stream.tell()))
    for tensor in tensors.values():
        stream.write(tensor.tobytes())
        stream.write(bytes(_padded(tensor.nbytes) - tensor.nbytes))


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _kind(value: Any) -> int:
    if isinstance(value, bool):
        return _BOOL
    if isinstance(value, int):
        return _U32 if value < 1 << 32 else _U64
    return {float: _F32, str: _STRING, list: _ARRAY}[type(value)]


def _value(kind: int, value: Any) -> bytes:
    if kind == _STRING:
        return _text(value)
    if kind == _ARRAY:
        inner = {str: _STRING, float: _F32}.get(type(value[0]), _I32)
        items = b"".join(_value(inner, item) for item in value)
        return struct.pack("<IQ", inner, len(value)) + items
    return struct.pack(_SCALARS[kind], value)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def head(self) -> tuple[dict[str, Any], int]:
        """The metadata, and how many tensors follow."""
        if self._data[:4] != _MAGIC:
            raise ValueError("not a GGUF file")
        self._at = 4
        version, tensor_count, pair_count = self._take("<IQQ")
        if version != _VERSION:
            raise ValueError(f"GGUF version {version}")
        metadata = {}
        for _ in range(pair_count):
            key = self._text()
            metadata[key] = self._value(*self._take("<I"))
        return metadata, tensor_count

    def read(self) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
        metadata, tensor_count = self.head()
        heads = [self._tensor() for _ in range(tensor_count)]
        start = _padded(self._at)
        kinds = {number: dtype for dtype, number in _TENSOR_TYPES.items()}
        tensors = {}
        for name, shape, kind, offset in heads:
            if kind not in kinds:
                raise ValueError(f"{name}: tensor type {kind}; only F32 and F16 are read here")
            count = int(np.prod(shape))
            flat = np.frombuffer(self._data, kinds[kind], count, start + offset)
            tensors[name] = flat.reshape(shape)
        return metadata, tensors

    def _tensor(self) -> tuple[str, tuple[int, ...], int, int]:
        name = self._text()
        (n_dims,) = self._take("<I")
        dims = self._take(f"<{n_dims}Q")
        kind, offset = self._take("<IQ")
        return name, tuple(reversed(dims)), kind, offset

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _text(self) -> str:
        (length,) = self._take("<Q")
        self._at += length
        return self._data[self._at - length : self._at].decode()

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            inner, length = self._take("<IQ")
            return [self._value(inner) for _ in range(length)]
        if kind not in _SCALARS:
            raise ValueError(f"metadata type {kind}")
        return self._take(_SCALARS[kind])[0]
