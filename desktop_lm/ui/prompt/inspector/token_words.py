"""What there is to say of a token, in words."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_lm.messages import Alternative, Cut, TokenView
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate
_VISIBLE = {"\n": "⏎", "\r": "␍", "\t": "⇥"}
_LEAST_SHOWN = 0.001


class Level(IntEnum):
    """How sure the model was of a token it wrote."""

    CERTAIN = 0
    LIKELY = 1
    OPEN = 2
    UNLIKELY = 3
    SURPRISING = 4


_FLOORS = ((0.9, Level.CERTAIN), (0.5, Level.LIKELY), (0.2, Level.OPEN), (0.05, Level.UNLIKELY))


def level_of(probability: float) -> Level:
    """From 90 %, 50 %, 20 % and 5 % on; below that a token is surprising."""
    return next((level for floor, level in _FLOORS if probability >= floor), Level.SURPRISING)


def level_words(level: Level) -> str:
    """Its name."""
    return {
        Level.CERTAIN: translate("Tokens", "90% or more"),
        Level.LIKELY: translate("Tokens", "50 to 90%"),
        Level.OPEN: translate("Tokens", "20 to 50%"),
        Level.UNLIKELY: translate("Tokens", "5 to 20%"),
        Level.SURPRISING: translate("Tokens", "under 5%"),
    }[level]


def exact(probability: float) -> str:
    """A probability as it is read beside its bar."""
    if 0 < probability < _LEAST_SHOWN:
        return translate("Tokens", "under 0.1%")
    if probability < 0.1 or 0.99 < probability < 1:  # noqa: PLR2004  where a percent is too coarse
        percent = min(probability * 100, 99.9) if probability > 0.1 else probability * 100  # noqa: PLR2004
        return translate("Tokens", "{number}%").format(number=QLocale().toString(percent, "f", 1))
    return numbers.percent(probability)


def shown(text: str) -> str:
    """A token's text with its blanks to be seen."""
    if not text:
        return translate("Tokens", "(part of a character)")
    for sign, mark in _VISIBLE.items():
        text = text.replace(sign, mark)
    body = text.lstrip(" ")
    return "␣" * (len(text) - len(body)) + body


def spoken(text: str) -> str:
    """A token's text for a screen reader, which says nothing of blanks."""
    if not text:
        return translate("Tokens", "part of a character")
    if text.isspace():
        lines = text.count("\n")
        return translate("Tokens", "line break") if lines else translate("Tokens", "space")
    return text.strip()


def alternative_words(other: Alternative) -> str:
    """All of an alternative."""
    words = translate("Tokens", "{token}, {probability}").format(
        token=spoken(other.text), probability=exact(other.probability)
    )
    reason = cut_words(other)
    return f"{words}, {reason}" if reason else words


def cut_words(other: Alternative) -> str:
    """Why an alternative could not come, "" where it could."""
    words = {
        Cut.TOP_K: translate("Tokens", "put aside by top-k"),
        Cut.TOP_P: translate("Tokens", "put aside by top-p"),
        Cut.MIN_P: translate("Tokens", "put aside by min-p"),
        Cut.GREEDY: translate("Tokens", "temperature 0 takes the likeliest"),
        Cut.GRAMMAR: translate("Tokens", "not allowed by the grammar"),
    }
    reasons = [words[other.cut]] if other.cut else []
    if other.penalised:
        reasons.append(translate("Tokens", "came before: repeat penalty"))
    return ", ".join(reasons)


def token_words(view: TokenView, number: int, count: int) -> str:
    """A token of an answer, its place and how likely it was."""
    return numbers.counted(
        len(view.alternatives),
        translate("Tokens", "{token}, {probability}, token {number} of {all}, {count} alternative"),
        translate(
            "Tokens", "{token}, {probability}, token {number} of {all}, {count} alternatives"
        ),
        token=spoken(view.text),
        probability=exact(view.probability),
        number=number,
        all=count,
    )
