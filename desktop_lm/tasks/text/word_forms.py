"""Whether two words are forms of one, told from their letters alone and in no language's grammar.

Two words are taken for forms of one if they begin alike and differ in a short ending: the first may
end in one letter of its own (libro, libri) or in one of some endings of verbs and
adjectives (machen, macht), the other in up to three. Accents make no difference (Haus, Häuser).
Endings that make another word of it (form, formal; contract, contractor) are none. Words of three
letters and fewer only take an s. What a grammar does within a word (go, went) is not seen, and a
word that merely looks like a form is.
"""

from __future__ import annotations

from itertools import takewhile

from desktop_lm.tasks.text.word_cuts import Word, without_accents

# ruff: noqa: RUF001 - Cyrillic letters look alike, and are meant
_BEGINNING = 3  # letters by which words are looked for
_LEAST_ALIKE = 4  # letters of both
_OWN_ENDINGS = frozenset(
    {
        *("en", "er", "ar", "ir", "re", "um", "us", "os", "as", "es", "on", "is"),
        *("ий", "ый", "ой", "ая", "ое", "ть", "ие", "ия", "ти"),
    }
)
_MOST_OTHER = 3  # letters
_OTHER_WORD = frozenset(
    {
        *("al", "or", "ly", "ic", "ist", "ism", "ial", "ful", "ity", "ive", "ous", "age", "ure"),
        *("ery", "ant", "ion", "ier", "lich", "ung", "ig", "bar", "los", "ey", "ish", "man", "y"),
    }
)
_PART = 5  # letters of a word that may be a part of another: Vertrag in Vertragspartner


def beginning(word: Word) -> str:
    """The same for all forms of a word, as far as they are seen."""
    if word.stands_alone or not word.folded[0].isalpha():
        return word.folded
    return without_accents(word.folded)[:_BEGINNING]


def is_form(word: str, other: str) -> bool:
    """Whether ``other`` is a form of ``word``; both are case-folded."""
    if word == other:
        return True
    if not (word[0].isalpha() and other[0].isalpha()):
        return False
    word, other = without_accents(word), without_accents(other)
    if len(word) < _LEAST_ALIKE:
        return other in (word, word + "s")
    if word.endswith("y") and other in (word[:-1] + "ies", word[:-1] + "ied"):
        return True
    alike = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
    )
    own, others = word[alike:], other[alike:]
    return (
        alike >= _LEAST_ALIKE
        and (len(own) <= 1 or own in _OWN_ENDINGS)
        and len(others) <= _MOST_OTHER
        and others.removesuffix("s") not in _OTHER_WORD
    )


def is_part(word: str, other: str) -> bool:
    """Whether ``word`` is a part of the compound ``other``."""
    return len(word) >= _PART and word in other
