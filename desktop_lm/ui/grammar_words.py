"""What is wrong with a grammar or a JSON schema, as the end of a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def problem_words(problem: str, name: str) -> str:
    """``problem`` is one of :mod:`desktop_lm.tasks.prompt.grammar.problems`; any other stays."""
    words = {**_grammar_words(), **_schema_words()}.get(problem)
    return problem if words is None else words.format(name=name)


def _grammar_words() -> dict[str, str]:
    return {
        "empty": translate("Grammar", "there is no rule"),
        "too_large": translate("Grammar", "it is too large"),
        "too_deep": translate("Grammar", "too much is nested in one another"),
        "name_wanted": translate("Grammar", "the name of a rule should stand here"),
        "arrow_wanted": translate("Grammar", "after the name {name} there should be ::="),
        "line_end_wanted": translate("Grammar", "the rule should end before {name}"),
        "unexpected": translate("Grammar", "{name} means nothing here"),
        "not_closed": translate("Grammar", "{name} is not closed"),
        "escape": translate("Grammar", "{name} stands for no character"),
        "range_backwards": translate("Grammar", "{name} goes backwards"),
        "nothing_to_repeat": translate("Grammar", "there is nothing before {name} to repeat"),
        "number_wanted": translate("Grammar", "a number should stand here"),
        "repetition_backwards": translate("Grammar", "{name} wants more at least than at most"),
        "too_many_repetitions": translate("Grammar", "{name} repetitions are too many"),
        "no_root": translate("Grammar", "there is no rule called root to begin with"),
        "unknown_rule": translate("Grammar", "there is no rule called {name}"),
        "left_recursion": translate("Grammar", "the rule {name} begins with itself"),
    }


def _schema_words() -> dict[str, str]:
    return {
        "not_a_schema": translate("Grammar", "a schema is an object, true or false"),
        "wrong_value": translate("Grammar", "{name} has a value that makes no sense"),
        "too_hard": translate("Grammar", "{name} is more than can be held the answer to"),
        "unknown_type": translate("Grammar", "there is no type {name}"),
        "unknown_reference": translate("Grammar", "{name} is not in this schema"),
        "nothing_fits": translate("Grammar", "no answer could fit"),
    }
