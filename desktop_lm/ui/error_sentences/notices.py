"""Sentences about things one should know though nothing failed, by their codes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    """By code, with fields for the parameters."""
    return {
        "template_replaced": translate(
            "Notices",
            "This model's own chat format could not be used, so a standard one stands in. "
            "Answers may be weaker.",
        ),
        "turns_left_out": translate(
            "Notices",
            "The conversation is longer than this model can see at once. Its oldest prompts and "
            "answers ({count}) were left out this time; they stay on the page.",
        ),
        "language_unknown": translate(
            "Notices",
            "The text is in {language}. The file of this model names {known}, so its verdict may "
            "mean little; open a model that knows the language.",
        ),
        "segment_cut": translate(
            "Notices", "Sentence {number} is cut off: the model did not come to an end."
        ),
        "characters_replaced": translate(
            "Notices",
            "Your text had characters that are not text ({count}). They were left out; your "
            "own text is unchanged.",
        ),
    }
