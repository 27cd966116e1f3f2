"""What a row of the history says of a conversation."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_lm.storage.history.conversation import Conversation, Hit, Kind

translate = QCoreApplication.translate
_BEFORE = 16  # characters before what was found: the row is narrow


def title_of(conversation: Conversation) -> str:
    """Its name, after a sign where it is a document."""
    title = conversation.title or translate("History", "Untitled")
    return f"¶ {title}" if conversation.kind is Kind.DOCUMENT else title


def detail_of(conversation: Conversation) -> str:
    """When it was last written in, and its tags."""
    parts = [translate("History", "Pinned")] if conversation.pinned else []
    if conversation.kind is Kind.DOCUMENT:
        parts.append(translate("History", "Document"))
    parts.append(when(QDateTime.fromSecsSinceEpoch(round(conversation.changed))))
    return " · ".join([*parts, *(f"#{tag}" for tag in conversation.tags)])


def excerpt_of(hit: Hit) -> str:
    """What was found with a little of what is before it, from the beginning of a word."""
    near = hit.before[-_BEFORE:]
    if len(near) < len(hit.before):
        _, blank, rest = near.partition(" ")
        near = f"…{rest if blank else near}"
    return f"{near.lstrip()}{hit.match}{hit.after}"


def when(moment: QDateTime) -> str:
    """The time today, the day otherwise, as the system writes them."""
    locale, short = QLocale(), QLocale.FormatType.ShortFormat
    days = moment.date().daysTo(QDateTime.currentDateTime().date())
    if days == 0:
        return str(locale.toString(moment.time(), short))
    if days == 1:
        return translate("History", "Yesterday")
    return str(locale.toString(moment.date(), short))
