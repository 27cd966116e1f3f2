"""What can be seen of a translation without knowing either language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_lm.messages import StopReason
from desktop_lm.tasks.language.detection import detect
from desktop_lm.tasks.language.languages import WITHOUT_SPACES
from desktop_lm.tasks.translation.chinese import of_the_other_variety
from desktop_lm.tasks.translation.glossary import Term
from desktop_lm.tasks.translation.numbers import changed_units, missing_numbers


class Flag(StrEnum):
    """What is doubtful about a segment's translation."""

    EMPTY = "empty"
    SAME = "same"  # it is the source once more
    CUT = "cut"  # it was not ended by the model
    LANGUAGE = "language"  # it is in the source's language
    VARIETY = "variety"  # it has characters of the other variety of Chinese
    REPETITION = "repetition"
    LENGTH = "length"  # much shorter or longer than the source
    NUMBERS = "numbers"  # a number of the source is missing
    UNITS = "units"  # a number of the source has another unit
    PARTS = "parts"  # a placeholder, tag, link or path is missing
    FORMATTING = "formatting"  # words of the source have a formatting or link that nothing has here
    TERM = "term"  # a term of the glossary was not followed
    CHATTER = "chatter"  # the model talks about the translation
    UNSURE = "unsure"  # the model was not sure of most of it
    LONG = "long"  # longer than any sentence the model learnt from


@dataclass(frozen=True, slots=True)
class Finding:
    """What is doubtful, and ``what`` it is about: the number, the part, the term's two sides."""

    flag: Flag
    what: tuple[str, ...] = ()


def flags_of(findings: Iterable[Finding]) -> tuple[Flag, ...]:
    """Their flags, each once."""
    return tuple(dict.fromkeys(finding.flag for finding in findings))


# With these, the model did not do what it was asked to: another try may help.
FAILED = frozenset(
    {
        *(Flag.EMPTY, Flag.SAME, Flag.CUT, Flag.LANGUAGE, Flag.VARIETY, Flag.REPETITION),
        Flag.CHATTER,
    }
)
# These too, where it is asked for in another way.
RETRIED = FAILED | {Flag.PARTS, Flag.TERM}
BEAMS_TO_RETRY = 3

_WORD = re.compile(r"[^\W\d_]+")
_LOOP = re.compile(r"(.{2,60}?)\1{3,}", re.DOTALL)
_TRIGRAMS_ALLOWED = 3  # of one kind
# For a language to be told from another in the same script, and in another.
_LEAST_LETTERS, _LEAST_FOREIGN_LETTERS = 20, 4
_SURE = 0.9
# For any other language: none of 2,200 sentences of five languages was taken for a wrong one so.
_LEAST_OTHER_LETTERS, _LEAST_OTHER_SCRIPT = 30, 12
_ALIKE = (frozenset({"da", "nb", "sv"}), frozenset({"cs", "sk"}), frozenset({"ru", "uk", "bg"}))
_MOST_CHARACTERS = 5  # named of another variety
_RATIO, _SLACK = 3.0, 12  # of the shorter to the longer, and characters beside it
_WIDE_CHARACTER = 3  # letters of an alphabet say as much as one character of Chinese


def check(  # noqa: PLR0913 - all that is known of one translation
    source: str,
    target: str,
    languages: tuple[str, str],
    stop_reason: StopReason = StopReason.END,
    *,
    variety: str = "",
    missing: Sequence[str] = (),
    terms: Sequence[Term] = (),
    talks: bool = False,
) -> tuple[Finding, ...]:
    """What is doubtful about ``target`` as the translation of ``source``; ``languages`` are the
    codes of the two, and ``variety`` is the one that was to be written, "" for any. ``missing`` are
    protected parts and ``terms`` such of a glossary that are not
    in it, and ``talks`` says that the model talks about it."""
    if not any(character.isalnum() for character in target):
        found = [Finding(Flag.CHATTER if talks else Flag.EMPTY)]
    else:
        found = [*map(Finding, _failures(source, target, languages, stop_reason))]
        found += [Finding(Flag.CHATTER)] if talks else []
        found += [Finding(Flag.LENGTH)] if _differs_in_length(source, target) else []
        found += of_another_variety(source, target, variety)
        losses = (
            (Flag.NUMBERS, missing_numbers(source, target)),
            (Flag.UNITS, changed_units(source, target)),
        )
        found += [Finding(flag, what) for flag, what in losses if what]
        found += [Finding(Flag.TERM, (term.source, term.target)) for term in terms]
    found += [Finding(Flag.PARTS, tuple(missing))] if missing else []
    return tuple(found)


def _failures(
    source: str, target: str, languages: tuple[str, str], stop_reason: StopReason
) -> Iterator[Flag]:
    if stop_reason in (StopReason.LENGTH, StopReason.CONTEXT):
        yield Flag.CUT
    if _is_same(source, target):
        yield Flag.SAME
    elif _is_untranslated(target, *languages) or _is_of_another(target, *languages):
        yield Flag.LANGUAGE
    if _repeats(target) and not _repeats(source):
        yield Flag.REPETITION


def doubt(findings: Sequence[Finding]) -> tuple[bool, bool, int, int]:
    """The smaller, the better a translation of which this was found. To lose a placeholder is the
    worst: a program may stop at it."""
    flags = flags_of(findings)
    return Flag.PARTS in flags, Flag.EMPTY in flags, len(FAILED.intersection(flags)), len(findings)


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


def _is_of_another(target: str, source_language: str, target_language: str) -> bool:
    """Whether it is in neither of the two languages: English for one who asked for French."""
    other_script = target_language in WITHOUT_SPACES
    least = _LEAST_OTHER_SCRIPT if other_script else _LEAST_OTHER_LETTERS
    if sum(map(str.isalpha, target)) < least:
        return False
    found = detect(target)
    if found.language in ("", source_language, target_language) or found.confidence < _SURE:
        return False
    return not any({found.language, target_language} <= alike for alike in _ALIKE)


def of_another_variety(source: str, target: str, variety: str) -> tuple[Finding, ...]:
    """What :func:`check` finds of this alone. Characters of Chinese that are the text's own, a
    name's, may stay as they are."""
    found = of_the_other_variety(target, variety)
    others = tuple(character for character in found if character not in source)
    return (Finding(Flag.VARIETY, others[:_MOST_CHARACTERS]),) if others else ()


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
