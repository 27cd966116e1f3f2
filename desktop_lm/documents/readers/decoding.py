"""From the bytes of a file to its text."""

from __future__ import annotations

import re
from pathlib import Path

from desktop_lm.documents.readers.found import NotText
from desktop_lm.text_encoding import detect

_SAMPLE = 64 << 10
# What gives colours and links to a terminal: a log has it that was written for one.
_FOR_TERMINALS = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\\\)")
_CONTROL_SHARE = 0.02  # of characters, more than a text has by accident


def text_of(path: Path, declared: str = "") -> str:
    """The text of the file, its line ends made alike, without colours for terminals. ``declared``
    is the encoding it names itself, which goes before a guess. Raises NotText, OSError."""
    encoding = detect(path)
    data = path.read_bytes()
    text = None if encoding.certain or not declared else _as_declared(data, declared)
    if text is None:
        text = data.decode(encoding.codec, "replace")
    if "\x1b" in text:
        text = _FOR_TERMINALS.sub("", text)
    sample = text[:_SAMPLE]
    controls = sum(c < " " and c not in "\t\n\r\f\v" for c in sample)
    if controls > len(sample) * _CONTROL_SHARE:
        raise NotText
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_declared(data: bytes, declared: str) -> str | None:
    try:
        return data.decode(declared)
    except (LookupError, UnicodeDecodeError):
        return None
