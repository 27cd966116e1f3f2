"""Sentences about translations that are kept, and glossaries."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.TRANSLATIONS_NEWER: translate(
            "Errors",
            "The translation memory was written by a newer version of this program. Nothing in it "
            "was changed; translating goes on without it.",
        ),
        Code.TRANSLATIONS_LOCKED: translate(
            "Errors",
            "Another program holds the translation memory. Translating goes on without it; try "
            "again when it is free.",
        ),
        Code.TRANSLATIONS_DAMAGED: translate(
            "Errors",
            "The translation memory {path} is damaged ({reason}). Translating goes on without it.",
        ),
        Code.TRANSLATIONS_PUT_ASIDE: translate(
            "Errors",
            "The translation memory was damaged. It is kept as {path}, and a new one was begun.",
        ),
        Code.TRANSLATIONS_UNWRITABLE: translate(
            "Errors",
            "The translation memory cannot be saved ({reason}). Translating goes on without it.",
        ),
        Code.TMX_BROKEN: translate(
            "Errors", "{path} is no TMX file, or damaged: line {line}, {reason}."
        ),
        Code.TMX_UNSAFE: translate(
            "Errors",
            "{path} was not read: line {line} brings in an entity, which no translation memory "
            "needs.",
        ),
        Code.GLOSSARY_NAME: translate(
            "Errors",
            "A glossary cannot be called “{name}”. Use letters, digits, spaces, - and _.",
        ),
        Code.GLOSSARY_EXISTS: translate(
            "Errors", "There is a glossary “{name}” already. Choose another name."
        ),
        Code.GLOSSARY_MISSING: translate(
            "Errors", "There is no glossary “{name}” any more. There are: {names}."
        ),
        Code.GLOSSARY_DAMAGED: translate(
            "Errors", "The glossary “{name}” cannot be used ({reason})."
        ),
        Code.GLOSSARY_LARGE: translate(
            "Errors", "{path} has more than {most} terms. Keep those that matter."
        ),
        Code.DOCUMENT_CHANGED: translate(
            "Errors",
            "{path} has changed since its translation was begun. Put the former file back, or "
            "start again: what stayed the same comes from the memory.",
        ),
        Code.TARGET_SUFFIX: translate(
            "Errors", "{path} would be a {suffix} file. Give it that ending."
        ),
        Code.LANGUAGE_UNCLEAR: translate(
            "Errors", "It is not clear which language the text is in. Choose it."
        ),
    }
