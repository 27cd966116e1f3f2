"""Verdicts in words, with the colours and shapes that go with them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainterPath

from desktop_lm.tasks.sentiment.method import LABELS, Verdict
from desktop_lm.ui.look.colours import Colours
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate

CLEARLY = 0.85  # from here on the label stands without "rather"
UNSURE = "unsure"


def kind(verdict: Verdict) -> str:
    """The label to show: one of LABELS, or UNSURE."""
    return UNSURE if verdict.unsure else verdict.label


def share(verdict: Verdict, label: str) -> float:
    """The probability of ``label``."""
    return verdict.share(label)


def label_word(label: str) -> str:
    """Positive, Neutral, Negative; a label of the user's own as it is."""
    return {
        "positive": translate("Verdict", "Positive"),
        "neutral": translate("Verdict", "Neutral"),
        "negative": translate("Verdict", "Negative"),
    }.get(label, label)


def verdict_sentence(verdict: Verdict) -> str:
    """The verdict on a text in one line: "Rather negative, 78%"."""
    percent = numbers.percent(share(verdict, verdict.label))
    if verdict.label not in LABELS:
        own = (
            translate("Verdict", "Unsure: perhaps {label}, {percent}")
            if verdict.unsure
            else translate("Verdict", "{label}, {percent}")
        )
        return own.format(label=verdict.label, percent=percent)
    if verdict.unsure:
        words = {
            "positive": translate("Verdict", "Unsure: perhaps positive, {percent}"),
            "neutral": translate("Verdict", "Unsure: perhaps neutral, {percent}"),
            "negative": translate("Verdict", "Unsure: perhaps negative, {percent}"),
        }
    elif share(verdict, verdict.label) >= CLEARLY:
        words = {
            "positive": translate("Verdict", "Positive, {percent}"),
            "neutral": translate("Verdict", "Neutral, {percent}"),
            "negative": translate("Verdict", "Negative, {percent}"),
        }
    else:
        words = {
            "positive": translate("Verdict", "Rather positive, {percent}"),
            "neutral": translate("Verdict", "Rather neutral, {percent}"),
            "negative": translate("Verdict", "Rather negative, {percent}"),
        }
    return words[verdict.label].format(percent=percent)


def short_verdict(verdict: Verdict) -> str:
    """The verdict on a sentence, in the space at the end of a line."""
    word = translate("Verdict", "Unsure") if verdict.unsure else label_word(verdict.label)
    return translate("Verdict", "{word} {percent}").format(
        word=word, percent=numbers.percent(share(verdict, verdict.label))
    )


def description(verdict: Verdict) -> str:
    """All probabilities, for hovering and for screen readers."""
    return ", ".join(
        translate("Verdict", "{word} {percent}").format(
            word=label_word(label), percent=numbers.percent(share(verdict, label))
        )
        for label in verdict.labels
    )


def colour(kind_: str, colours: Colours) -> str:
    """The strong colour of a label."""
    return {
        "positive": colours.positive,
        "negative": colours.negative,
    }.get(kind_, colours.neutral)


def part_colour(label: str, labels: tuple[str, ...], colours: Colours) -> str:
    """The colour of a label's part of a bar; the user's own labels take turns."""
    if label in LABELS:
        return colour(label, colours)
    turns = (colours.accent, colours.positive, colours.negative, colours.neutral)
    return turns[labels.index(label) % len(turns)]


def tint(kind_: str, colours: Colours) -> str:
    """The pale colour of a label, to stand behind text."""
    return {
        "positive": colours.positive_tint,
        "negative": colours.negative_tint,
    }.get(kind_, colours.neutral_tint)


def shape(kind_: str, area: QRectF) -> QPainterPath:
    """A mark that tells the labels apart without colour: up, level, down, and a ring."""
    path = QPainterPath()
    if kind_ == "positive":
        path.moveTo(area.center().x(), area.top())
        path.lineTo(area.bottomRight())
        path.lineTo(area.bottomLeft())
        path.closeSubpath()
    elif kind_ == "negative":
        path.moveTo(area.center().x(), area.bottom())
        path.lineTo(area.topLeft())
        path.lineTo(area.topRight())
        path.closeSubpath()
    elif kind_ == "neutral":
        height = area.height() * 0.36
        path.addRoundedRect(
            QRectF(area.left(), area.center().y() - height / 2, area.width(), height),
            height / 2,
            height / 2,
        )
    elif kind_ != UNSURE:  # a label of the user's own
        path.addEllipse(area)
    else:
        inner = area.adjusted(*(area.width() * part for part in (0.22, 0.22, -0.22, -0.22)))
        path.addEllipse(area)
        path.addEllipse(inner)
    return path
