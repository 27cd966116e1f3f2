"""How many words a text has, in whatever script."""

from __future__ import annotations

from collections.abc import Iterator


def count_words(text: str) -> int:
    """Words of a text; two characters of a script without spaces count as one."""
    wide = sum(map(_is_wide, text))
    narrow = "".join(_narrow(text)) if wide else text
    return sum(any(map(str.isalnum, word)) for word in narrow.split()) + (wide + 1) // 2


def _narrow(text: str) -> Iterator[str]:
    return (" " if _is_wide(character) else character for character in text)


def _is_wide(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff"
