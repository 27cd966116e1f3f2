"""Sentences about documents that come with a prompt."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.DOCUMENT_IS_FOLDER: translate(
            "Errors", "{path} is a folder. Choose the files in it that are meant."
        ),
        Code.DOCUMENT_KIND_UNKNOWN: translate(
            "Errors",
            "{path} is not a text that can be read here. Texts, Markdown, Word, OpenDocument, PDF, "
            "CSV and HTML files can.",
        ),
        Code.DOCUMENT_NOT_TEXT: translate(
            "Errors", "{path} holds no text but something else, such as a picture or a program."
        ),
        Code.DOCUMENT_TOO_LARGE: translate(
            "Errors", "{path} takes {actual}, and at most {limit} can be read."
        ),
        Code.DOCUMENT_TOO_LONG: translate(
            "Errors", "{path} has more than {limit} characters. Split it and take a part."
        ),
        Code.DOCUMENT_DAMAGED: translate(
            "Errors",
            "{path} is damaged and cannot be read ({reason}). Open it in its own program and save "
            "it again.",
        ),
        Code.DOCUMENT_ENCRYPTED: translate(
            "Errors",
            "{path} is locked with a password. Open it in its own program and save it without one.",
        ),
        Code.DOCUMENT_EMPTY: translate("Errors", "{path} has no text in it."),
        Code.DOCUMENT_PICTURES: translate(
            "Errors", "{path} has no text in it. If it was scanned, it is a picture of text."
        ),
        Code.DOCUMENT_UNSAFE: translate(
            "Errors", "{path} is built to do harm and was not read ({reason})."
        ),
        Code.DOCUMENT_TOO_SLOW: translate(
            "Errors",
            "{path} was not read to its end within {seconds} seconds. It may be damaged or very "
            "large.",
        ),
        Code.DOCUMENT_READER_ENDED: translate(
            "Errors", "{path} brought down what read it. It may be damaged."
        ),
        Code.KIND_NOT_TRANSLATED: translate(
            "Errors", "{path} is of a kind that cannot be translated as a file. These can: {kinds}."
        ),
        Code.NOTHING_TO_TRANSLATE: translate(
            "Errors", "Nothing in {path} is left to translate, or looks like text."
        ),
        Code.BILINGUAL_NOT_POSSIBLE: translate(
            "Errors",
            "A {kind} file has one place for each text, so the original and its translation cannot "
            "both stand in it.",
        ),
    }
