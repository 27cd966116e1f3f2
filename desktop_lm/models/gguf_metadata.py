"""Reads the key-value pairs of a GGUF header, and keeps what is short of them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from desktop_lm.models.byte_reader import ByteReader

# The largest real files known have some 100 pairs, 262,144 tokens, 515,000 merges and 17 kB of
# chat template.
MAX_PAIRS = 4096
MAX_KEY = 1024  # bytes
MAX_STRING = 4 << 20  # bytes
MAX_ITEMS = 4 << 20  # array elements
MAX_STRINGS = 8 << 20  # array elements that are strings, all arrays together
KEPT_STRING = 256 << 10  # bytes; longer strings are passed over
KEPT_ITEMS = 512  # arrays no longer than this are kept
KEPT_ALL_ITEMS = 1 << 16  # elements of kept arrays, all together; further ones are passed over
KEPT_TEXT = 8 << 20  # bytes of kept strings, all together

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


def read_metadata(reader: ByteReader, count: int) -> dict[str, Value]:
    """The next ``count`` key-value pairs. Raises AppError."""
    return _Metadata(reader).read(count)


def shown(text: str, longest: int = 64) -> str:
    """A text out of a file as it may stand in a sentence: short, and on one line."""
    return "".join(c if c.isprintable() else "?" for c in text[:longest])


def decode(raw: bytes) -> str:
    """A text of the file; what is no UTF-8 in it is replaced."""
    return raw.decode("utf-8", "replace")


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
        return decode(self._reader.take(length))

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
        return decode(self._reader.take(length))

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
