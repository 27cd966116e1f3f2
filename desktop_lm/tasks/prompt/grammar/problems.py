"""What can be wrong with a grammar or a schema; the sentences are made where people read."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """What is wrong with a grammar."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    NAME_WANTED = "name_wanted"
    ARROW_WANTED = "arrow_wanted"
    LINE_END_WANTED = "line_end_wanted"
    UNEXPECTED = "unexpected"
    NOT_CLOSED = "not_closed"
    ESCAPE = "escape"
    RANGE_BACKWARDS = "range_backwards"
    NOTHING_TO_REPEAT = "nothing_to_repeat"
    NUMBER_WANTED = "number_wanted"
    REPETITION_BACKWARDS = "repetition_backwards"
    TOO_MANY_REPETITIONS = "too_many_repetitions"
    NO_ROOT = "no_root"
    UNKNOWN_RULE = "unknown_rule"
    LEFT_RECURSION = "left_recursion"


def readable(name: str, most: int = 40) -> str:
    """The first ``most`` characters of ``name``, in which half of a surrogate pair, which nobody
    can be shown, is written as an escape."""
    return name[:most].encode("utf-8", "backslashreplace").decode()


class SchemaProblem(StrEnum):
    """What is wrong with a schema."""

    NOT_A_SCHEMA = "not_a_schema"
    WRONG_VALUE = "wrong_value"
    TOO_HARD = "too_hard"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_REFERENCE = "unknown_reference"
    NOTHING_FITS = "nothing_fits"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
