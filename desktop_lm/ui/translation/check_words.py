"""What a check found, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.tasks.translation_checks import Flag
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def sentence_for(flag: Flag) -> str:
    """What is doubtful."""
    return {
        Flag.EMPTY: translate("TranslationChecks", "No translation came."),
        Flag.SAME: translate("TranslationChecks", "It came back as it was."),
        Flag.CUT: translate("TranslationChecks", "It was cut off at its longest length."),
        Flag.LANGUAGE: translate(
            "TranslationChecks", "It seems to be in the language of the text still."
        ),
        Flag.REPETITION: translate("TranslationChecks", "It repeats itself."),
        Flag.LENGTH: translate("TranslationChecks", "It is much shorter or longer than the text."),
        Flag.NUMBERS: translate("TranslationChecks", "A number of the text is missing."),
        Flag.UNITS: translate("TranslationChecks", "A number has another unit."),
        Flag.PARTS: translate(
            "TranslationChecks", "A placeholder, tag, link or path of the text is missing."
        ),
        Flag.TERM: translate("TranslationChecks", "A term of the glossary was not followed."),
        Flag.CHATTER: translate("TranslationChecks", "The model talks about the translation."),
        Flag.UNSURE: translate("TranslationChecks", "The model was not sure of it."),
    }[flag]


def row_text(number: int, flags: tuple[Flag, ...], *, retried: bool) -> str:
    """A row of the list: which part, counted from 1, and all that is doubtful about it."""
    found = " ".join(map(sentence_for, flags))
    if retried:
        found += " " + translate("TranslationChecks", "Two tries were made.")
    return translate("TranslationChecks", "Part {number}: {found}").format(
        number=numbers.whole(number), found=found
    )


def unsure_tip(probability: float) -> str:
    """Of a word that is underlined."""
    return translate(
        "TranslationChecks", "The model was not sure of this word: it gave it {percent}."
    ).format(percent=numbers.percent(probability))
