"""What can be seen of a translation without knowing either language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop_lm.messages import StopReason
from desktop_lm.tasks.language import detect
from desktop_lm.tasks.languages import WITHOUT_SPACES


class Flag(StrEnum):
    """What is doubtful about a segment's translation."""

    EMPTY = "empty"
    SAME = "same"  # it is the source once more
    CUT = "cut"  # it was not ended by the model
    LANGUAGE = "language"  # it is in the source's language
    REPETITION = "repetition"
    LENGTH = "length"  # much shorter or longer than the source
    NUMBERS = "numbers"  # a number of the source is missing
    UNITS = "units"  # a number of the source has another unit
    PARTS = "parts"  # a placeholder, tag, link or path is missing
    TERM = "term"  # a term of the glossary was not followed
    CHATTER = "chatter"  # the model talks about the translation
    UNSURE = "unsure"  # the model was not sure of most of it, or it is of no kind it learnt


@dataclass(frozen=True, slots=True)
class Finding:
    """What is doubtful, and ``what`` it is about: the number, the part, the term's two sides."""

    flag: Flag
    what: tuple[str, ...] = ()


def flags_of(findings: Iterable[Finding]) -> tuple[Flag, ...]:
    """Their flags, each once."""
    return tuple(dict.fromkeys(finding.flag for finding in findings))


# With these, the model did not do what it was asked to: another try may help.
FAILED = frozenset({Flag.EMPTY, Flag.SAME, Flag.CUT, Flag.LANGUAGE, Flag.REPETITION})
BEAMS_TO_RETRY = 3

_WORD = re.compile(r"[^\W\d_]+")
# Digits with what groups or divides them: 1,250.5 · 12:30 · 1 000 with a narrow or plain space.
_NUMBER = re.compile(r"\d+(?:[.,:'\u2019\u00a0\u202f ]\d+)*")
_DIGITS = re.compile(r"\d+")
_LOOP = re.compile(r"(.{2,60}?)\1{3,}", re.DOTALL)
_TRIGRAMS_ALLOWED = 3  # of one kind
# For a language to be told from another in the same script, and in another.
_LEAST_LETTERS, _LEAST_FOREIGN_LETTERS = 20, 4
_SURE = 0.9
_RATIO, _SLACK = 3.0, 12  # of the shorter to the longer, and characters beside it
_WIDE_CHARACTER = 3  # letters of an alphabet say as much as one character of Chinese


def check(
    source: str, target: str, languages: tuple[str, str], stop_reason: StopReason = StopReason.END
) -> tuple[Finding, ...]:
    """What is doubtful about ``target`` as the translation of ``source``; ``languages`` are the
    codes of the two."""
    flags = []
    if not any(character.isalnum() for character in target):
        return (Finding(Flag.EMPTY),)
    if stop_reason in (StopReason.LENGTH, StopReason.CONTEXT):
        flags.append(Flag.CUT)
    if _is_same(source, target):
        flags.append(Flag.SAME)
    elif _is_untranslated(target, *languages):
        flags.append(Flag.LANGUAGE)
    if _repeats(target) and not _repeats(source):
        flags.append(Flag.REPETITION)
    if _differs_in_length(source, target):
        flags.append(Flag.LENGTH)
    if _misses_a_number(source, target):
        flags.append(Flag.NUMBERS)
    return tuple(map(Finding, flags))


def doubt(findings: tuple[Finding, ...]) -> tuple[bool, int, int]:
    """The smaller, the better a translation of which this was found."""
    flags = flags_of(findings)
    return Flag.EMPTY in flags, len(FAILED.intersection(flags)), len(flags)


def _is_same(source: str, target: str) -> bool:
    """One word may well be the same in both languages: a name, "Taxi"."""
    words = [word.casefold() for word in _WORD.findall(source)]
    return len(words) > 1 and words == [word.casefold() for word in _WORD.findall(target)]


def _is_untranslated(target: str, source_language: str, target_language: str) -> bool:
    other_script = bool({source_language, target_language} & WITHOUT_SPACES)
    least = _LEAST_FOREIGN_LETTERS if other_script else _LEAST_LETTERS
    if sum(map(str.isalpha, target)) < least:
        return False
    found = detect(target, (source_language, target_language))
    return found.language == source_language and found.confidence >= _SURE


def _repeats(text: str) -> bool:
    if _LOOP.search(text):
        return True
    words = text.casefold().split()
    trigrams = Counter(zip(words, words[1:], words[2:], strict=False))
    return any(count > _TRIGRAMS_ALLOWED for count in trigrams.values())


def _differs_in_length(source: str, target: str) -> bool:
    shorter, longer = sorted((_length(source), _length(target)))
    return longer > _RATIO * shorter + _SLACK


def _length(text: str) -> int:
    return sum(
        _WIDE_CHARACTER if unicodedata.east_asian_width(character) == "W" else 1
        for character in text
    )


def _misses_a_number(source: str, target: str) -> bool:
    """1,250 may be written 1.250 or 1250, and 12:30 as 12 h 30."""
    runs = Counter(map(_plain, _DIGITS.findall(target)))
    numbers = Counter(map(_plain, _NUMBER.findall(target)))
    return any(
        numbers[_plain(number)] < count
        and any(runs[_plain(run)] < count for run in _DIGITS.findall(number))
        for number, count in Counter(_NUMBER.findall(source)).items()
    )


def _plain(number: str) -> str:
    """Its digits, as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) for c in number if c.isdigit())
