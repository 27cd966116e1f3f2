"""What a check found, and what is known of a part, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.ui.translation.sheet.part import Part
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def sentence_for(finding: Finding) -> str:
    """What is doubtful, by name where its name is known."""
    named = _named(finding.flag) if finding.what else ""
    if not named:
        return _general(finding.flag)
    what = [translate("TranslationChecks", "“{words}”").format(words=text) for text in finding.what]
    first, last = what[0], what[-1]
    return named.format(first=first, last=last, all=", ".join(what))


def _general(flag: Flag) -> str:
    return {
        Flag.EMPTY: translate("TranslationChecks", "No translation came."),
        Flag.SAME: translate("TranslationChecks", "It came back as it was."),
        Flag.CUT: translate("TranslationChecks", "It was cut off at its longest length."),
        Flag.LANGUAGE: translate(
            "TranslationChecks", "It does not seem to be in the language asked for."
        ),
        Flag.VARIETY: translate("TranslationChecks", "It is in the other variety of Chinese."),
        Flag.REPETITION: translate("TranslationChecks", "It repeats itself."),
        Flag.LENGTH: translate("TranslationChecks", "It is much shorter or longer than the text."),
        Flag.NUMBERS: translate("TranslationChecks", "A number of the text is missing."),
        Flag.UNITS: translate("TranslationChecks", "A number has another unit."),
        Flag.PARTS: translate(
            "TranslationChecks", "A placeholder, tag, link or path of the text is missing."
        ),
        Flag.FORMATTING: translate("TranslationChecks", "A formatting or link found no words."),
        Flag.TERM: translate("TranslationChecks", "A term of the glossary was not followed."),
        Flag.CHATTER: translate("TranslationChecks", "The model talks about the translation."),
        Flag.UNSURE: translate("TranslationChecks", "The model was not sure of it."),
        Flag.LONG: translate(
            "TranslationChecks", "It is longer than the sentences the model learnt from."
        ),
    }[flag]


def _named(flag: Flag) -> str:
    return {
        Flag.VARIETY: translate("TranslationChecks", "Of the other variety of Chinese: {all}."),
        Flag.NUMBERS: translate("TranslationChecks", "The number {all} is missing."),
        Flag.UNITS: translate("TranslationChecks", "{all} has another unit."),
        Flag.PARTS: translate("TranslationChecks", "{all} is missing."),
        Flag.FORMATTING: translate(
            "TranslationChecks", "The formatting or link of {all} found no words."
        ),
        Flag.TERM: translate(
            "TranslationChecks", "Not as in the glossary: {first} is to be {last}."
        ),
    }.get(flag, "")


def row_text(number: int, findings: Sequence[Finding], *, retried: bool) -> str:
    """A row of the list: which part, counted from 1, and all that is doubtful about it."""
    return translate("TranslationChecks", "Part {number}: {found}").format(
        number=numbers.whole(number), found=_all(findings, retried=retried)
    )


def _all(findings: Sequence[Finding], *, retried: bool) -> str:
    found = " ".join(map(sentence_for, findings))
    if retried:
        found += " " + translate("TranslationChecks", "Two tries were made.")
    return found


def part_tip(part: Part, place: int, *, out_of_date: bool) -> str:
    """What is known at ``place`` of a part's translation; "" where there is nothing to say."""
    said = []
    word = next((word for word in part.words if word.start <= place <= word.end), None)
    if word is not None:
        said.append(unsure_tip(word.probability))
    if part.is_edited:
        said.append(translate("TranslationChecks", "You have changed this sentence."))
    if out_of_date and part.source:
        said.append(translate("TranslationChecks", "Its text has changed since."))
    if part.findings:
        said.append(_all(part.findings, retried=part.retried))
    return "\n".join(said)


def unsure_tip(probability: float) -> str:
    """Of a word that is underlined."""
    return translate(
        "TranslationChecks", "The model was not sure of this word: it gave it {percent}."
    ).format(percent=numbers.percent(probability))
