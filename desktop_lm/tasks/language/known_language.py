"""Whether a model knows the language of a text, by its file's own account."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from desktop_lm.tasks.language.detection import detect
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.task import Notice

_LEAST_LETTERS, _CONFIDENT = 15, 0.9
_WORD = re.compile(r"[a-z']+")
# Common and in no other language's hundred commonest words: where they stand, nothing need be
# loaded to tell that a text is English.
_ENGLISH = frozenset(
    {
        *("the", "and", "is", "was", "were", "with", "this", "that", "have", "has", "for", "you"),
        *("not", "but", "are", "they"),
    }
)
_ENGLISH_SHARE = 0.1


def unknown_language(texts: Iterable[str], known: Collection[str]) -> str:
    """The code of a language that one of ``texts`` is in and the model is not said to know; ""
    where there is none, or where nothing is said of the model's languages.

    Short texts and doubtful ones are passed over.
    """
    if not known:
        return ""
    for text in texts:
        letters = sum(map(str.isalpha, text))
        short = letters < _LEAST_LETTERS and text.isascii()
        if short or ("en" in known and _is_plainly_english(text)):
            continue
        found = detect(text)
        if found.confidence >= _CONFIDENT and found.language not in known:
            return found.language
    return ""


def language_notice(texts: Iterable[str], known: Collection[str]) -> list[Notice]:
    """``language_unknown`` (language, known): names of the text's language and the model's."""
    language = unknown_language(texts, known)
    if not language:
        return []
    names = [BY_CODE[code].english if code in BY_CODE else code for code in sorted(known)]
    params = (("language", BY_CODE[language].english), ("known", ", ".join(names)))
    return [Notice("language_unknown", params)]


def _is_plainly_english(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return sum(word in _ENGLISH for word in words) >= max(1, _ENGLISH_SHARE * len(words))
