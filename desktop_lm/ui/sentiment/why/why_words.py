"""What a word did to the verdict, in words, colours and lines."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QTextCharFormat

from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.why import Part, Why
from desktop_lm.ui.look.colours import Colours
from desktop_lm.ui.sentiment.verdict_words import colour, label_word, tint
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate

LEAST = 0.03  # below this a word did nothing to speak of
_OPPOSITE = {"positive": "negative", "negative": "positive"}


def matters(part: Part) -> bool:
    """Whether leaving it out changed something."""
    return abs(part.weight) >= LEAST


def heading(why: Why, shown: Verdict) -> str:
    """What the list is about. ``shown`` is the verdict above it, which another model may have
    given, or the same one on the whole of a text of which this looks at the beginning."""
    words = translate("Why", "What speaks for “{label}”, and what against")
    if not why.is_whole:
        words = translate(
            "Why", "What speaks for “{label}” in the beginning of the text, and what against"
        )
    elif why.verdict.label != shown.label:
        words = translate(
            "Why", "Judged anew the text is “{label}”: what speaks for that, and what against"
        )
    return words.format(label=label_word(why.verdict.label))


def effect(part: Part) -> str:
    """For it: 32% less likely without; or against it: 12% likelier without."""
    if part.weight > 0:
        change = numbers.percent(1 - math.exp(-part.weight))
        return translate("Why", "for it: {change} less likely without").format(change=change)
    change = numbers.percent(math.exp(-part.weight) - 1)
    return translate("Why", "against it: {change} likelier without").format(change=change)


def kind_of(part: Part, label: str) -> str:
    """The label whose colour the word has: that of the verdict, or of its opposite."""
    return label if part.weight > 0 else _OPPOSITE.get(label, "neutral")


def marked(part: Part, label: str, colours: Colours) -> QTextCharFormat:
    """How the word is drawn in the text: for the verdict on its tint with a firm line, against it
    on the other's with a dotted one."""
    kind = kind_of(part, label)
    result = QTextCharFormat()
    result.setBackground(QColor(tint(kind, colours)))
    style = QTextCharFormat.UnderlineStyle
    result.setUnderlineStyle(style.SingleUnderline if part.weight > 0 else style.DotLine)
    result.setUnderlineColor(QColor(colour(kind, colours)))
    return result
