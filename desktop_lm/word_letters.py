"""What words have besides letters: vowel signs, accents and other marks that stand at a letter, and
the joiners of Persian and of the scripts of India. Regular expressions know none of them."""

from __future__ import annotations

import unicodedata

_FIRST, _LAST = 0x300, 0xFFFF
MARKS = "".join(
    character
    for character in map(chr, range(_FIRST, _LAST + 1))
    if unicodedata.category(character) in ("Mn", "Mc")
)
"""For a character class; none of them means anything else there."""
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
