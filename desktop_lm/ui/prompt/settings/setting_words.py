"""The settings of an answer in plain words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def first_words() -> str:
    """An example of instructions."""
    return translate("AnswerSettings", "For example: Answer in two sentences, in plain words.")


def number_words() -> dict[str, tuple[str, str, str]]:
    """Of each number: its name, what it does, and the word for its least value."""
    return {
        "temperature": (
            translate("AnswerSettings", "Tempera&ture"),
            translate(
                "AnswerSettings",
                "0 takes the likeliest word each time; higher values surprise more.",
            ),
            "",
        ),
        "top_k": (
            translate("AnswerSettings", "Top-&k"),
            translate("AnswerSettings", "Only this many of the likeliest tokens are drawn from."),
            translate("AnswerSettings", "All"),
        ),
        "top_p": (
            translate("AnswerSettings", "To&p-p"),
            translate(
                "AnswerSettings",
                "Only the likeliest tokens that together make up this share are drawn from; 1 is "
                "all.",
            ),
            "",
        ),
        "min_p": (
            translate("AnswerSettings", "&Min-p"),
            translate(
                "AnswerSettings",
                "Tokens less likely than this share of the likeliest one are left out; 0 leaves "
                "none out.",
            ),
            "",
        ),
        "repeat_penalty": (
            translate("AnswerSettings", "Repeat p&enalty"),
            translate(
                "AnswerSettings",
                "Makes words that were just written less likely; 1 does nothing, above 1.3 texts "
                "become strange.",
            ),
            "",
        ),
        "length": (
            translate("AnswerSettings", "&Length"),
            translate(
                "AnswerSettings",
                "The answer ends after this many tokens at the latest. A token is a word or a part "
                "of one.",
            ),
            "",
        ),
        "seed": (
            translate("AnswerSettings", "Seed"),
            translate(
                "AnswerSettings",
                "The same seed and text give the same answer. Random takes a new one each time.",
            ),
            translate("AnswerSettings", "Random"),
        ),
    }


def stop_texts(written: str) -> tuple[str, ...]:
    r"""The stop texts of as many lines; ``\n`` in one is an end of a line, ``\\`` a backslash."""
    lines = (line for line in written.split("\n") if line.strip())
    return tuple(
        "\\".join(part.replace("\\n", "\n") for part in line.split("\\\\")) for line in lines
    )


def written_stop_texts(texts: tuple[str, ...]) -> str:
    """The other way round."""
    return "\n".join(text.replace("\\", "\\\\").replace("\n", "\\n") for text in texts)
