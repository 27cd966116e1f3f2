"""GPT4All's ``gpt4all-*.chat``: a stream of Qt's, in forms that differ from version to version.

It begins with a magic number, the form's number, the time, and the names of the chat, the user
and the model. What lies between those and the messages is different in each form and may be a
model's whole state. But every message is a string that says who speaks ("Prompt: ", "Response: "),
with its length before it, and then the text; so these are looked for.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from desktop_lm.documents.chats.imported import ImportedChat, NotThisFormat, chain

ORIGIN = "GPT4All"
_MAGIC = 0xF5D553CC
_HEAD = struct.Struct(">Iiq")  # magic, form, seconds
_EMPTY = 0xFFFFFFFF  # the length of Qt's null string


def _label(text: str) -> bytes:
    raw = text.encode("utf-16-be")
    return struct.pack(">I", len(raw)) + raw


_LABELS = {_label("Prompt: "): False, _label("Response: "): True}
_ANY_LABEL = re.compile(b"|".join(map(re.escape, _LABELS)))


def read(raw: bytes) -> Iterator[ImportedChat]:
    """The conversation of a file. Raises NotThisFormat."""
    if len(raw) < _HEAD.size or _HEAD.unpack_from(raw)[0] != _MAGIC:
        raise NotThisFormat
    created = float(_HEAD.unpack_from(raw)[2])
    key, place = _string(raw, _HEAD.size)
    title, place = _string(raw, place)
    _user, place = _string(raw, place)
    model, place = _string(raw, place)
    messages = chain(
        (_LABELS[found[0]], _string(raw, found.end())[0], created, model)
        for found in _ANY_LABEL.finditer(raw, place)
    )
    yield ImportedChat(ORIGIN, key, title, created, messages)


def _string(raw: bytes, place: int) -> tuple[str, int]:
    """A string of Qt's and where it ends: its length in bytes, then UTF-16."""
    if place + 4 > len(raw):
        raise NotThisFormat
    length = int.from_bytes(raw[place : place + 4], "big")
    place += 4
    if length == _EMPTY:
        return "", place
    if length % 2 or place + length > len(raw):
        raise NotThisFormat
    return raw[place : place + length].decode("utf-16-be", "replace"), place + length
