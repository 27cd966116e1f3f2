"""Names of columns, also for those that have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desktop_lm.table_text import unique_names
from desktop_lm.tables.row import Remark


def column_names(first: Sequence[str]) -> tuple[tuple[str, ...], tuple[Remark, ...]]:
    """A name for each column, none twice, and what was wrong with those given."""
    cleaned = [" ".join(cell.split()) for cell in first]
    repeated = [name for name, times in Counter(cleaned).items() if name and times > 1]
    names = unique_names(cleaned)
    remarks = []
    if repeated:
        remarks.append(Remark("header_repeated", (("names", ", ".join(repeated)),)))
    if not all(cleaned):
        made = [name for name, given in zip(names, cleaned, strict=True) if not given]
        remarks.append(Remark("header_empty", (("names", ", ".join(made)),)))
    return names, tuple(remarks)


def numbered_names(width: int) -> tuple[str, ...]:
    """Names of ``width`` columns that have none."""
    return tuple(f"column {number}" for number in range(1, width + 1))
