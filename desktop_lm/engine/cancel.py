"""A cancel flag that llama.cpp can read without Python.

llama.cpp asks its abort callback at every node of a graph, hundreds of times a token. A Python
callback would take the interpreter lock each time; C's ``strlen`` on a two-byte buffer answers
the same question: 0 while the first byte is zero, 1 once it is set.
"""

from __future__ import annotations

import ctypes


class CancelFlag:
    """Set from any thread; read by the generation loop and, as memory, by llama.cpp."""

    def __init__(self) -> None:
        self._bytes = ctypes.create_string_buffer(2)

    @property
    def address(self) -> int:
        """Where the two bytes lie, for as long as this object lives."""
        return ctypes.addressof(self._bytes)

    def set(self) -> None:
        self._bytes[0] = b"\x01"

    def clear(self) -> None:
        self._bytes[0] = b"\x00"

    def is_set(self) -> bool:
        return self._bytes[0] != b"\x00"
