"""Sentences with a count in them are right for none, one and many."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import desktop_lm
from desktop_lm.cli import units
from desktop_lm.ui.widgets import numbers

PACKAGE = Path(desktop_lm.__file__).parent
_NOUNS = (
    "alternatives|characters|conversations|labels|parts|passages|readings|rows|segments|sentences|"
    "tensors|terms|texts|times|tokens|translations|turns|units|words"
)
# What stands before a noun and is never one: sizes of contexts, limits, and speeds, which have a
# decimal. {count} is what ``counted`` fills in.
_NEVER_ONE = {"context", "fitting", "limit", "most", "path", "percent", "rate", "size"}
_COUNT = re.compile(rf"\{{(\w+)\}} (?:\w+ ){{0,2}}(?:{_NOUNS})\b(?!/)")
_PLURAL = re.compile(rf" (?:\w+ ){{0,2}}(?:{_NOUNS})\b(?!/)")
# Contexts and what is only said of more than one.
_ALLOWED = {
    *("{count} tokens", "Finished: {count} sentences", "Finished: {count} parts"),
    *("{path} has brought the engine down {times} times", "{total} parts were summarised, then"),
    *("the text has {tokens} tokens", "has {tokens} tokens, and {context} fit"),
    *("of {all} found no words", "{LONGEST_STOP} characters"),
}
_CONTEXTS = ("models/", "cli/models/")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("ui", "cli"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            name = path.relative_to(PACKAGE).as_posix()
            if "/bench/" not in name:
                yield name, ast.parse(path.read_text("utf-8"))


def unsafe_texts(tree: ast.Module) -> Iterator[str]:
    """Texts in which a count stands before a word, but such as go through ``counted``."""
    formatted = {
        id(text)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "format"
        for text in ast.walk(call.func.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for found in _COUNT.finditer(node.value):
                goes_through = found[1] == "count" and id(node) not in formatted
                if not goes_through and found[1] not in _NEVER_ONE:
                    yield node.value
        elif isinstance(node, ast.JoinedStr):
            for value, text in pairwise(node.values):
                is_count = isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant)
                if is_count and _PLURAL.match(ast.literal_eval(text)):
                    yield ast.unparse(node)


def test_no_count_stands_before_a_word_that_depends_on_it() -> None:
    found = [
        (name, text)
        for name, tree in modules()
        for text in unsafe_texts(tree)
        if not any(allowed in text for allowed in _ALLOWED)
        and not ("count(" in text and name.startswith(_CONTEXTS))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("number", "in_the_window", "on_the_command_line"),
    [
        (0, "0 rows of x", "0 rows"),
        (1, "one row of x", "1 row"),
        (2345, "2,345 rows of x", "2,345 rows"),
    ],
)
def test_one_is_told_otherwise_than_none_and_many(
    number: int, in_the_window: str, on_the_command_line: str
) -> None:
    said = numbers.counted(number, "one row of {name}", "{count} rows of {name}", name="x")

    assert said == in_the_window
    assert units.counted(number, "row", "rows") == on_the_command_line
