"""Names of columns, also for those that have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from desktop_lm.table_text import looks_like_header, unique_names
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


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are a title or remarks: they have far fewer cells in use than most
    rows, and the first that has not names columns."""
    used = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = Counter(filter(None, used)).most_common(1)[0][0] if any(used) else 0
    first = next((at for at, cells in enumerate(used) if 2 * cells > usual), 0)
    names_columns = usual > 1 and looks_like_header(rows[first], rows[first + 1 :])
    return first if names_columns and any(used[first + 1 :]) else 0


def remarks_above(rows: Sequence[Sequence[str]]) -> tuple[Remark, ...]:
    """That ``rows`` stand above the names of the columns and are left out."""
    number = sum(any(cell.strip() for cell in row) for row in rows)
    return (Remark("rows_above", (("number", str(number)),)),) if number else ()


def numbered_names(width: int) -> tuple[str, ...]:
    """Names of ``width`` columns that have none."""
    return tuple(f"column {number}" for number in range(1, width + 1))
