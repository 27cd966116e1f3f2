"""Sentences about the history, receipts and exports."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.HISTORY_NEWER: translate(
            "Errors",
            "The history was written by a newer version of this program. Install that version to "
            "see it; nothing in it was changed.",
        ),
        Code.HISTORY_LOCKED: translate(
            "Errors",
            "Another program holds the history. What you write is kept in this window; it will be "
            "saved when the history is free.",
        ),
        Code.HISTORY_DAMAGED: translate(
            "Errors",
            "A part of the history {path} is damaged ({reason}). Its daily copies are kept.",
        ),
        Code.HISTORY_PUT_ASIDE: translate(
            "Errors",
            "The history was damaged. It is kept as {path}; what can still be read of it is in a "
            "new one.",
        ),
        Code.NOT_A_RECEIPT: translate("Errors", "{path} is no receipt of this program ({reason})."),
        Code.NO_CONVERSATIONS: translate(
            "Errors",
            "{path} holds no conversations of ChatGPT, Claude, GPT4All, LM Studio or Jan. Choose "
            "another file.",
        ),
        Code.PDF_IN_WINDOW: translate("Errors", "PDF files are made in the window."),
        Code.NOT_IN_HISTORY: translate(
            "Errors", "This conversation is no longer in the history. Choose another one."
        ),
        Code.HISTORY_UNWRITABLE: translate(
            "Errors",
            "The history cannot be saved ({reason}). What you write is kept in this window; it "
            "will be saved when that is possible again.",
        ),
    }
