"""How texts are cut for the search index, and how a search is put to it.

FTS5's own tokenisers find words between spaces. Chinese, Japanese, Thai and their kin write none:
a whole sentence would be one word, and trigrams find nothing for a word of two characters. So each
run of such characters goes into the index as its overlapping pairs, and the last character once
alone: 我喜欢 becomes 我喜 喜欢 欢. A search for several characters is the phrase of their pairs,
one for a single character is a prefix.
"""

from __future__ import annotations

import re
import unicodedata

from desktop_lm.word_letters import JOINERS, MARKS

# Scripts written without spaces between words, as ranges of code points.
_RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # Chinese characters, extension A
    (0x4E00, 0x9FFF),  # Chinese characters
    (0xAC00, 0xD7AF),  # Hangul, whose words carry endings
    (0xF900, 0xFAFF),  # Chinese characters, compatibility
    (0x20000, 0x3134F),  # Chinese characters, extensions B to G
)
_UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
_RUN = re.compile(f"[{_UNSPACED}]+")
# FTS5 splits words at vowel signs and joiners; as a phrase its pieces stand behind each other.
_WITHIN = "".join(each for each in MARKS if not _RUN.match(each)) + JOINERS
# Signs of vowels and of reading in Hebrew and Arabic, which most texts are written without, and
# the stroke that lengthens a word.
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]+"
)
_ACCENT = re.compile(f"[{''.join(filter(unicodedata.combining, MARKS))}]+")
_LETTER = f"[^\\W{_UNSPACED}]"
_PIECE = re.compile(f"[{_UNSPACED}]+|{_LETTER}(?:{_LETTER}|[{_WITHIN}])*")


def index_terms(text: str) -> str:
    """What goes into the index for ``text``: its words, and pairs where there are no spaces. The
    index has been made by it: where it gives another text, a migration makes the index anew."""
    return in_pairs(_bare(text))


def in_pairs(text: str) -> str:
    """``text`` with the overlapping pairs of its runs in place of these."""
    return _RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", text)


def match_expression(query: str) -> str:
    """An FTS5 expression for what a person typed: all of it must be there, the last word perhaps
    only begun. "" where nothing in ``query`` can be searched for."""
    query = _bare(query)
    pieces = _PIECE.findall(query)
    terms = []
    for number, piece in enumerate(pieces):
        if _RUN.fullmatch(piece):
            phrase = _pairs(piece)[:-1] or [piece]
            terms.append(f'"{" ".join(phrase)}"' + ("*" if len(piece) == 1 else ""))
        else:
            is_last = number == len(pieces) - 1 and query.endswith(piece)
            terms.append(f'"{piece}"' + ("*" if is_last else ""))
    return " AND ".join(terms)


def folded(text: str) -> str:
    """``text`` in small letters without accents, as the index compares words."""
    if text.isascii():
        return text.lower()
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text).casefold())


def _bare(text: str) -> str:
    """``text`` as one types it: with marks in their letters, where they would end a word by
    themselves, and without the points of vowels."""
    return text if text.isascii() else _POINTS.sub("", unicodedata.normalize("NFC", text))


def _pairs(run: str) -> list[str]:
    return [run[index : index + 2] for index in range(len(run))]
