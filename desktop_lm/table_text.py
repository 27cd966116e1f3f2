"""What the text of a table tells of itself: what stands between its cells, whether the first row
names the columns, which cells are figures and dates."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

SEPARATORS = (",", ";", "\t", "|")
_CELL_BYTES = 1 << 30  # Python's own limit of 131,072 characters refuses rows that are real
_LONGEST_NAME = 60  # characters
_MOST_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?。！？]\s*$")  # noqa: RUF001
_NUMBER = re.compile(
    r"[+\-\u2212]?\s*([$€£¥%]\s*)?\d[\d\s.,'\u00a0\u202f]*([eE][+\-]?\d+\s*)?[%$€£¥]?"
)
DATE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
)
_TIME = r"([T ]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[AaPp][Mm]|[+\-]\d{2}:?\d{2})?)?"
_MOMENT = re.compile(rf"(?:{DATE.pattern}){_TIME}")


def separator_of(lines: Sequence[str]) -> str:
    """The sign that cuts ``lines`` most evenly into more than one cell; a comma where none does.

    The share of rows that are as wide as most is what counts. Of two that cut alike, the one that
    makes more cells is meant: a decimal comma cuts evenly too, but less often.
    """
    best, best_rank = SEPARATORS[0], (0.0, 0)
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in read_rows(lines, separator) if row)
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
        if width < 2:  # noqa: PLR2004
            continue
        rank = (round(times / widths.total(), 1), width)
        if rank > best_rank:
            best, best_rank = separator, rank
    return best


def read_rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The rows in ``lines``."""
    csv.field_size_limit(_CELL_BYTES)
    return list(csv.reader(lines, delimiter=separator))


def is_number(text: str) -> bool:
    """Whether ``text`` is a figure and nothing else."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_date(text: str) -> bool:
    """Whether ``text`` is a date, with or without a time."""
    return bool(_MOMENT.fullmatch(text.strip()))


def looks_like_header(first: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Whether ``first`` names columns: short words, no figures, and unlike what stands below."""
    names = [cell.strip() for cell in first]
    given = [name for name in names if name]
    if not given or any(is_number(name) or is_date(name) for name in given):
        return False
    if any(_is_sentence(name) for name in given):
        return False
    if any(name and name in _column(at, following) for at, name in enumerate(names)):
        return False
    if len(given) > 1:
        return True
    # One column: a short line above may be a text like the others.
    below = [cell for cell in _column(0, following) if cell]
    longer = sum(len(cell) > 2 * len(given[0]) for cell in below)
    return not below or longer * 2 > len(below)


def _column(at: int, rows: Sequence[Sequence[str]]) -> list[str]:
    return [row[at].strip() for row in rows if at < len(row)]


def _is_sentence(text: str) -> bool:
    return (
        len(text) > _LONGEST_NAME
        or len(text.split()) > _MOST_WORDS
        or bool(_SENTENCE_END.search(text))
    )


def unique_names(given: Sequence[str]) -> tuple[str, ...]:
    """A name for each column, none twice."""
    named = set(given)
    names: dict[str, None] = {}  # in their order
    numbers: dict[str, int] = {}
    for column, name in enumerate(given, start=1):
        wanted = name or f"column {column}"
        free = wanted
        while free in names or (free != wanted and free in named):
            numbers[wanted] = numbers.get(wanted, 1) + 1
            free = f"{wanted} ({numbers[wanted]})"
        names[free] = None
    return tuple(names)
