"""The order of the alphabet, in whatever script: capitals among small letters, Ä with A, Я last.

An approximation of Unicode's root collation (UTS 10) without its tables: languages that sort a
letter elsewhere than most, as Swedish does Å, are not told apart. Signs come before figures, these
before letters, and scripts in the order of their code points.
"""

# ruff: noqa: RUF001 - letters of many scripts look alike

from __future__ import annotations

import unicodedata

_LOOKED_AT = 80  # characters of a text: enough to tell texts apart, and 10,000s of them in a moment
_BEHIND = "\uffff"  # what a letter is followed by that stands behind all others with its base
# Letters that are others with a stroke, and two that are one.
_BASES = {**dict(zip("øłđðıħё", "olddihе", strict=True)), "æ": "ae", "œ": "oe", "þ": "th"}
# Letters of some alphabets that stand behind one of all Cyrillic ones, far from their code points.
_BEHIND_LETTER = {"г": "ґ", "д": "ђ", "е": "є", "и": "іїј", "л": "љ", "н": "њ", "т": "ћ", "у": "ў"}
_OWN = _BASES | {
    letter: base + _BEHIND * place
    for base, letters in (*_BEHIND_LETTER.items(), ("ч", "џ"))
    for place, letter in enumerate(letters, start=1)
}
# Accents and points that two words may differ by and still be in the same place. The vowel signs
# of India and Thailand are letters.
_ACCENTS = (
    (0x300, 0x36F),
    (0x591, 0x5C7),  # Hebrew
    (0x64B, 0x65F),  # Arabic
    (0x670, 0x670),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),  # which picture of a sign is meant
)
_KATAKANA, _TO_HIRAGANA = (0x30A1, 0x30F6), 0x60
_CYRILLIC_BLOCK = (0x400, 0x52F)
_HANGUL = (0xAC00, 0xD7A3)
_SIGNS = {"Z": "\x01", "P": "\x02", "S": "\x03"}  # blanks, marks and others, whichever they are


def sort_key(text: str) -> str:
    """What stands for ``text`` where texts are put in order by their characters' numbers."""
    return unicodedata.normalize("NFC", text[:_LOOKED_AT].casefold()).translate(_PLACES)


def sort_key_of_any(value: str | None) -> str | None:
    """The same for what may be no text, which has no key."""
    return None if value is None else sort_key(value)


class _Places(dict[int, str]):
    """For each character what it counts as, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _place_of(chr(code))
        return found


def _place_of(character: str) -> str:
    code = ord(character)
    if own := _OWN.get(character):
        return own
    if _within(code, _CYRILLIC_BLOCK) or _within(code, _HANGUL):
        return character  # й is no и with a mark, and syllables stand in their order
    if _within(code, _KATAKANA):
        return chr(code - _TO_HIRAGANA)
    bases = unicodedata.normalize("NFKD", character)
    return "".join(_OWN.get(base, _place_of_base(base)) for base in bases)


def _place_of_base(character: str) -> str:
    code, kind = ord(character), unicodedata.category(character)
    if any(_within(code, accents) for accents in _ACCENTS) or kind in ("Cf", "Cc"):
        return _SIGNS["Z"] if character in "\t\n\r" else ""
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    return _SIGNS.get(kind[0], character)


def _within(code: int, stretch: tuple[int, int]) -> bool:
    return stretch[0] <= code <= stretch[1]


_PLACES = _Places()
