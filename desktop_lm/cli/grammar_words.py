"""What is wrong with a grammar or a JSON schema, in English."""

from __future__ import annotations

from desktop_lm.tasks.prompt.grammar.problems import Problem, SchemaProblem

_WORDS: dict[str, str] = {
    Problem.EMPTY: "there is no rule",
    Problem.TOO_LARGE: "it is too large",
    Problem.TOO_DEEP: "too much is nested in one another",
    Problem.NAME_WANTED: "the name of a rule should stand here",
    Problem.ARROW_WANTED: "after the name {name} there should be ::=",
    Problem.LINE_END_WANTED: "the rule should end before {name}",
    Problem.UNEXPECTED: "{name} means nothing here",
    Problem.NOT_CLOSED: "{name} is not closed",
    Problem.ESCAPE: "{name} stands for no character",
    Problem.RANGE_BACKWARDS: "{name} goes backwards",
    Problem.NOTHING_TO_REPEAT: "there is nothing before {name} to repeat",
    Problem.NUMBER_WANTED: "a number should stand here",
    Problem.REPETITION_BACKWARDS: "{name} wants more at least than at most",
    Problem.TOO_MANY_REPETITIONS: "{name} repetitions are too many",
    Problem.NO_ROOT: "there is no rule called root to begin with",
    Problem.UNKNOWN_RULE: "there is no rule called {name}",
    Problem.LEFT_RECURSION: "the rule {name} begins with itself",
    SchemaProblem.NOT_A_SCHEMA: "a schema is an object, true or false",
    SchemaProblem.WRONG_VALUE: "{name} has a value that makes no sense",
    SchemaProblem.TOO_HARD: "{name} is more than can be held the answer to",
    SchemaProblem.UNKNOWN_TYPE: "there is no type {name}",
    SchemaProblem.UNKNOWN_REFERENCE: "{name} is not in this schema",
    SchemaProblem.NOTHING_FITS: "no answer could fit",
}


def problem_words(problem: str, name: str) -> str:
    """The end of a sentence."""
    return _WORDS[problem].format(name=name)
