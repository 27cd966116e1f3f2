"""What a prompt will take of the context, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.tasks.context_use import ContextUse
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def description(use: ContextUse) -> str:
    """All numbers, for the pointer and the screen reader."""
    words = _document(use) if use.document else _conversation(use)
    words = words.format(
        size=numbers.whole(use.size),
        frame=numbers.whole(use.frame),
        history=numbers.whole(use.history),
        prompt=numbers.whole(use.prompt),
        room=numbers.whole(use.room),
    )
    return f"{words} {warning(use)}".strip()


def warning(use: ContextUse) -> str:
    """What one should know before sending, "" for nothing."""
    if use.unread:
        return translate(
            "ContextMeter",
            "The model will not see the first {count} characters: all does not fit.",
        ).format(count=numbers.whole(use.unread))
    if use.used >= use.size:
        return translate(
            "ContextMeter", "Too long: {tokens} tokens more than fit. Shorten the prompt."
        ).format(tokens=numbers.whole(use.used - use.size + 1))
    if use.left_out == 1:
        return translate("ContextMeter", "The oldest turn will be left out: all does not fit.")
    if use.left_out:
        return translate(
            "ContextMeter", "The oldest {count} turns will be left out: all does not fit."
        ).format(count=numbers.whole(use.left_out))
    if use.room < use.wanted:
        return translate(
            "ContextMeter", "There is room for {room} tokens of answer, not for {wanted}."
        ).format(room=numbers.whole(use.room), wanted=numbers.whole(use.wanted))
    return ""


def _conversation(use: ContextUse) -> str:
    if use.exact:
        return translate(
            "ContextMeter",
            "Of the {size} tokens the model can see at once, this would take: instructions "
            "{frame}, conversation {history}, this prompt {prompt}, room for the answer {room}.",
        )
    return translate(
        "ContextMeter",
        "An estimate, because no model is loaded. Of {size} tokens this would take about: "
        "instructions {frame}, conversation {history}, this prompt {prompt}, room for the "
        "answer {room}.",
    )


def _document(use: ContextUse) -> str:
    if use.exact:
        return translate(
            "ContextMeter",
            "Of the {size} tokens the model can see at once, this would take: instructions "
            "{frame}, the text before the caret {prompt}, room for what comes next {room}.",
        )
    return translate(
        "ContextMeter",
        "An estimate, because no model is loaded. Of {size} tokens this would take about: "
        "instructions {frame}, the text before the caret {prompt}, room for what comes next "
        "{room}.",
    )
