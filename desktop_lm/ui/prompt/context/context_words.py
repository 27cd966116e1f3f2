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
        return numbers.counted(
            use.unread,
            translate(
                "ContextMeter", "The model will not see the first character: all does not fit."
            ),
            translate(
                "ContextMeter",
                "The model will not see the first {count} characters: all does not fit.",
            ),
        )
    if use.used >= use.size:
        return numbers.counted(
            use.used - use.size + 1,
            translate(
                "ContextMeter", "Too long: {count} token more than fits. Shorten the prompt."
            ),
            translate(
                "ContextMeter", "Too long: {count} tokens more than fit. Shorten the prompt."
            ),
        )
    if use.left_out:
        return numbers.counted(
            use.left_out,
            translate("ContextMeter", "The oldest turn will be left out: all does not fit."),
            translate(
                "ContextMeter", "The oldest {count} turns will be left out: all does not fit."
            ),
        )
    if use.room < use.wanted:
        return numbers.counted(
            use.room,
            translate(
                "ContextMeter", "There is room for {count} token of answer, not for {wanted}."
            ),
            translate(
                "ContextMeter", "There is room for {count} tokens of answer, not for {wanted}."
            ),
            wanted=numbers.whole(use.wanted),
        )
    return ""


def _conversation(use: ContextUse) -> str:
    if use.exact:
        return translate(
            "ContextMeter",
            "Of the {size} tokens the model can see at once, this would take: instructions "
            "{frame}, conversation {history}, this prompt {prompt}, room for the answer {room}.",
        )
    return _why_estimated(use) + translate(
        "ContextMeter",
        "Of {size} tokens this would take about: instructions {frame}, conversation {history}, "
        "this prompt {prompt}, room for the answer {room}.",
    )


def _document(use: ContextUse) -> str:
    if use.exact:
        return translate(
            "ContextMeter",
            "Of the {size} tokens the model can see at once, this would take: instructions "
            "{frame}, the text before the caret {prompt}, room for what comes next {room}.",
        )
    return _why_estimated(use) + translate(
        "ContextMeter",
        "Of {size} tokens this would take about: instructions {frame}, the text before the caret "
        "{prompt}, room for what comes next {room}.",
    )


def _why_estimated(use: ContextUse) -> str:
    if use.too_much:
        return translate("ContextMeter", "An estimate, because this is too long to be counted. ")
    return translate("ContextMeter", "An estimate, because no model is loaded. ")
