"""Sentences about what was written to be asked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code

translate = QCoreApplication.translate


def sentences() -> dict[Code, str]:
    """By code, with fields for the parameters."""
    return {
        Code.EMPTY_TEXT: translate("Errors", "There is no text yet. Write something first."),
        Code.PROMPT_TOO_LONG: translate(
            "Errors",
            "The text is too long for this model: it has {tokens} tokens, and {context} fit. "
            "Shorten it or send it in parts.",
        ),
        Code.GRAMMAR_INVALID: translate(
            "Errors", "The grammar is wrong in line {line}, column {column}: {problem}."
        ),
        Code.GRAMMAR_REFUSED: translate(
            "Errors", "The engine cannot work with the grammar for the answer. Make it simpler."
        ),
        Code.SCHEMA_NOT_JSON: translate(
            "Errors", "The schema is no JSON: look at line {line}, column {column}."
        ),
        Code.SCHEMA_INVALID: translate(
            "Errors", "The schema cannot be used because of {place}: {problem}."
        ),
        Code.GRAMMAR_MISSED: translate(
            "Errors",
            "The grammar for the answer does not allow this beginning. Choose another word, or "
            "ask without the grammar.",
        ),
        Code.TOKENS_FOREIGN: translate(
            "Errors",
            "Another model wrote this answer, and its tokens mean something else to this one. "
            "Open that model to go on from here.",
        ),
        Code.NO_SUCH_TEMPLATE: translate("Errors", "There is no template called {name}."),
        Code.TEMPLATE_FIELD_UNKNOWN: translate(
            "Errors", "The template has no field {name}. It has: {fields}."
        ),
        Code.TEMPLATE_FIELD_MISSING: translate("Errors", "Fill in {name} first."),
        Code.MESSAGE_TOO_LARGE: translate(
            "Errors", "The text is too large: {bytes}, and at most {limit} go through at once."
        ),
        Code.SAME_LANGUAGE: translate(
            "Errors", "Both languages are {language}. Choose another one for the translation."
        ),
        Code.PAIR_NOT_KNOWN: translate(
            "Errors",
            "This model does not translate from {source} to {target}. Choose other languages, or "
            "another model.",
        ),
        Code.INTERNAL: translate(
            "Errors", "Something went wrong inside the program ({reason}). Your text is kept."
        ),
    }
