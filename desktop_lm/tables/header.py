"""Whether the first row names the columns, and names for those that have none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from desktop_lm.tables.cells import is_date, is_number
from desktop_lm.tables.row import Remark

_LONGEST_NAME = 60  # characters
_MOST_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?。！？]\s*$")  # noqa: RUF001


def looks_like_header(first: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Whether ``first`` names columns: short words, no figures, and unlike what stands below."""
    names = [cell.strip() for cell in first]
    given = [name for name in names if name]
    if not given or any(is_number(name) or is_date(name) for name in given):
        return False
    if any(_is_sentence(name) for name in given):
        return False
    if len(given) > 1:
        return True
    # One column: a short line above may be a text like the others.
    below = [row[0].strip() for row in following if row and row[0].strip()]
    longer = sum(len(cell) > 2 * len(given[0]) for cell in below)
    return not below or (given[0] not in below and longer * 2 > len(below))


def _is_sentence(text: str) -> bool:
    return (
        len(text) > _LONGEST_NAME
        or len(text.split()) > _MOST_WORDS
        or bool(_SENTENCE_END.search(text))
    )


def column_names(first: Sequence[str]) -> tuple[tuple[str, ...], tuple[Remark, ...]]:
    """A name for each column, none twice, and what was wrong with those given."""
    cleaned = [" ".join(cell.split()) for cell in first]
    repeated = [name for name, times in Counter(cleaned).items() if name and times > 1]
    names: list[str] = []
    for number, name in enumerate(cleaned, start=1):
        names.append(_unused(name or f"column {number}", names, cleaned))
    remarks = []
    if repeated:
        remarks.append(Remark("header_repeated", (("names", ", ".join(repeated)),)))
    if not all(cleaned):
        made = [name for name, given in zip(names, cleaned, strict=True) if not given]
        remarks.append(Remark("header_empty", (("names", ", ".join(made)),)))
    return tuple(names), tuple(remarks)


def _unused(name: str, before: Sequence[str], given: Sequence[str]) -> str:
    if name not in before:
        return name
    number = 2
    while (other := f"{name} ({number})") in before or other in given:
        number += 1
    return other


def numbered_names(width: int) -> tuple[str, ...]:
    """Names of ``width`` columns that have none."""
    return tuple(f"column {number}" for number in range(1, width + 1))
