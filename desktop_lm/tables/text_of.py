"""The text to judge in a cell, and what to say of it."""

from __future__ import annotations

from desktop_lm.table_text import is_date, is_number
from desktop_lm.tables.cells import has_emoji, has_words, without_html
from desktop_lm.tables.row import Problem, Row

JUDGED_CHARACTERS = 20_000  # of one text: some ten pages; what is longer is judged by these
LONG_CHARACTERS = 2_000  # from here on a text is judged in parts
# What a formula that failed came to; workbooks write it in English, whatever the language.
_ERRORS = frozenset(
    {
        *("#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!"),
        *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#GETTING_DATA"),
    }
)


def text_of(row: Row, column: int) -> tuple[str, tuple[Problem, ...]]:
    """What to judge of ``row`` ("" for nothing) and its problems, those of the row first."""
    raw = row.cells[column]
    text, found = _text_in(raw)
    problems = [*row.problems, *(problem for at, problem in row.doubts if at == column)]
    if Problem.MERGED in problems or Problem.BROKEN in problems:
        return "", tuple(problems)
    if Problem.NO_RESULT in problems:
        return "", tuple(problems)
    if "\N{REPLACEMENT CHARACTER}" in raw and Problem.UNREADABLE not in problems:
        problems.append(Problem.UNREADABLE)
    return text, (*problems, *found)


def _text_in(raw: str) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    text = raw.strip()
    bare = without_html(text[: 4 * JUDGED_CHARACTERS])
    if bare is not None:
        is_cut = len(text) > 4 * JUDGED_CHARACTERS
        text = bare
        problems += [Problem.HTML, *[Problem.SHORTENED] * is_cut]
    if not text:
        return "", [*problems, Problem.EMPTY]
    if is_number(text) or is_date(text) or text in _ERRORS:
        return "", [*problems, Problem.NO_WORDS]
    if not has_words(text[:JUDGED_CHARACTERS]):
        if not has_emoji(text[:JUDGED_CHARACTERS]):
            return "", [*problems, Problem.NO_WORDS]
        problems.append(Problem.EMOJI_ONLY)
    if len(text) > JUDGED_CHARACTERS:
        text = _beginning(text)
        if Problem.SHORTENED not in problems:
            problems.append(Problem.SHORTENED)
    if len(text) > LONG_CHARACTERS:
        problems.append(Problem.LONG)
    return text, problems


def _beginning(text: str) -> str:
    """As much as is judged, up to the end of a word."""
    kept = text[:JUDGED_CHARACTERS]
    cut = kept.rfind(" ", JUDGED_CHARACTERS // 2)
    return kept[:cut] if cut > 0 else kept
