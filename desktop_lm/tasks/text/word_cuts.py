"""A text as its words, for comparing texts; single characters where a script writes no spaces."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Kana, Chinese characters, Thai, Lao, Myanmar, Khmer.
_ALONE = (
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_WORD = re.compile(
    rf"[{_ALONE}]"
    rf"|\d+(?:[.,:]\d+)*|(?:[^\W\d_{_ALONE}]|[\u0300-\u036f\u0900-\u0dff])+"
)
_ALONE_ONLY = re.compile(rf"[{_ALONE}]")


@dataclass(frozen=True, slots=True)
class Word:
    """The slice ``text[start:end]``; ``folded`` is the same for the same word in other capitals."""

    start: int
    end: int
    folded: str

    @property
    def stands_alone(self) -> bool:
        """Whether it is a character of a script without spaces between words."""
        return bool(_ALONE_ONLY.match(self.folded))


def words(text: str) -> list[Word]:
    """The words and numbers of ``text``, in order."""
    return [Word(*found.span(), found[0].casefold()) for found in _WORD.finditer(text)]


def without_accents(word: str) -> str:
    """The letters alone: ä and é become a and e."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word)
    return "".join(c for c in apart if not unicodedata.combining(c))
