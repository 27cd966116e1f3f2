"""Keys in words."""

from __future__ import annotations

import sys

from PySide6.QtGui import QKeySequence


def key_words(keys: QKeySequence) -> str:
    """``keys`` as the system writes them. Where the key that ends a line is a word, it is the one
    on most keyboards."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")


def enter_keys(modifiers: str) -> list[QKeySequence]:
    """Both keys that end a line, with ``modifiers``; menus show the first of them."""
    names = ("Return", "Enter") if sys.platform == "darwin" else ("Enter", "Return")
    return [QKeySequence.fromString(f"{modifiers}+{name}") for name in names]
