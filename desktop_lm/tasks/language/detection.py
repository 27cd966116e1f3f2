"""Which language a text is in, among those the program works with.

A script that only one of them is written in decides at once; else py3langid does, a naive Bayes
model over byte n-grams. It is loaded when it is first needed (about a second of work, 50 MB).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from desktop_lm.tasks.language.languages import BY_CODE

_LOOKED_AT = 2000  # characters; more do not change the verdict
# The first word of a character's Unicode name, and the languages written with such characters.
_SCRIPTS = {
    "ARABIC": ("ar", "fa"),
    "BENGALI": ("bn",),
    "CJK": ("zh", "ja"),
    "CYRILLIC": ("bg", "ru", "uk"),
    "DEVANAGARI": ("hi",),
    "GREEK": ("el",),
    "HANGUL": ("ko",),
    "HEBREW": ("he",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "THAI": ("th",),
}
_OTHER_NAMES = {"nb": "no"}  # what py3langid calls a language of ours
_OUR_NAMES = {theirs: ours for ours, theirs in _OTHER_NAMES.items()}
_KANA_SHARE = 0.1  # of a Japanese text is kana, at the very least
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Detected:
    """``language`` is a code of :data:`desktop_lm.tasks.language.languages.LANGUAGES`, "" where
    the text has no letters; ``confidence`` is its probability among those asked about."""

    language: str
    confidence: float


NOTHING = Detected("", 0.0)


def detect(text: str, among: Collection[str] = tuple(BY_CODE)) -> Detected:
    """The likeliest of the languages ``among`` for ``text``. The first call may take a second."""
    text = text[:_LOOKED_AT]
    scripts = Counter(map(_script, filter(str.isalpha, text)))
    if not scripts or not among:
        return NOTHING
    candidates = _written_in(scripts) & set(among)
    if len(candidates) == 1:
        return Detected(candidates.pop(), 1.0)
    with _lock:  # the tables are loaded once, and reading them is a matter of microseconds
        language, confidence = _identifier(frozenset(candidates or among)).classify(text)
    return Detected(_OUR_NAMES.get(language, language), float(confidence))


def is_chinese(text: str) -> bool:
    """Whether most letters of ``text`` are Chinese characters, and none to speak of are kana."""
    scripts = Counter(map(_script, filter(str.isalpha, text[:_LOOKED_AT])))
    return "zh" in _written_in(scripts)


def _script(character: str) -> str:
    if character.isascii():
        return "LATIN"
    return unicodedata.name(character, "LATIN").split(" ", 1)[0]


def _written_in(scripts: Counter[str]) -> set[str]:
    """The languages that a text with so many letters of each script may be in."""
    if not scripts:
        return set()
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana and kana >= _KANA_SHARE * (kana + scripts["CJK"]):
        scripts = scripts + Counter({"HIRAGANA": scripts["CJK"]})
        scripts["CJK"] = 0
    scripts = scripts + Counter({"CJK": scripts["CJK"]})  # a character says as much as a syllable
    script = scripts.most_common(1)[0][0]
    if script == "CJK":
        return {"zh"}
    others = {language for languages in _SCRIPTS.values() for language in languages}
    return set(_SCRIPTS.get(script, set(BY_CODE) - others))


@lru_cache(maxsize=8)
def _identifier(languages: frozenset[str]) -> Any:
    base = _tables()
    known = [_OTHER_NAMES.get(language, language) for language in languages]
    result = type(base)(
        base.nb_ptc,
        base.nb_pc,
        base.nb_classes,
        base.tk_nextmove,
        base.tk_output,
        norm_probs=True,
        tk_row=base.tk_row,
    )
    result.set_languages(known)
    return result


@lru_cache(maxsize=1)
def _tables() -> Any:
    """The model, with the columns of our languages only: the others take three times as much."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages([_OTHER_NAMES.get(code, code) for code in BY_CODE])
    return LanguageIdentifier(
        whole.nb_ptc.copy(),
        whole.nb_pc.copy(),
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        tk_row=whole.tk_row,
    )
