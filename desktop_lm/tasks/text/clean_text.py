"""Takes out of a text what no tokenizer, pipe or window can carry."""

from __future__ import annotations

import re

# C0 controls other than tab, line feed and carriage return, and DEL: no one types them, and a
# NUL ends the text in C. Everything else, invisible or not, may be meant.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def has_half(text: str) -> bool:
    """Whether half of a surrogate pair is in it: such a text has no UTF-8."""
    return _SURROGATES.search(text) is not None


def clean(text: str) -> tuple[str, int]:
    """``text`` without control characters, and the number of characters that changed.

    Control characters are taken out; half of a surrogate pair, which is no character and has no
    UTF-8, becomes U+FFFD. Tabs and line breaks stay, and so does all other text.
    """
    text, removed = _CONTROLS.subn("", text)
    text, replaced = _SURROGATES.subn(_REPLACEMENT, text)
    return text, removed + replaced
