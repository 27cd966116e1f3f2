"""The rows that sentiment is judged by: a text, a tab, a label; a line each."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.tasks.sentiment.method import LABELS
from desktop_lm.tasks.sentiment.pieces import one_line
from desktop_lm.tasks.text.clean_text import clean


@dataclass(frozen=True, slots=True)
class LabelledRow:
    text: str
    label: str


def read_rows(path: Path, limit: int | None = None) -> list[LabelledRow]:
    """The first ``limit`` rows of a UTF-8 file, or of a gzipped one; built-in labels in any case.
    Raises BenchFailed."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = data.decode("utf-8-sig").split("\n")  # a text may hold other ends of a line
    except (OSError, EOFError, UnicodeDecodeError, gzip.BadGzipFile) as error:
        raise BenchFailed(f"{path} cannot be read: {error}") from error
    rows = [_row(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise BenchFailed(f"{path} has no rows")
    return rows[:limit]


def each_text_once(rows: Iterable[LabelledRow]) -> list[LabelledRow]:
    """The first of the rows that have the same text, whatever its label: of rows that are drawn to
    teach with, none is then among those that are judged."""
    first: dict[str, LabelledRow] = {}
    for row in rows:
        first.setdefault(one_line(clean(row.text)[0]), row)
    return list(first.values())


def _row(path: Path, number: int, line: str) -> LabelledRow:
    text, tab, label = line.rpartition("\t")
    label = label.strip()
    if not tab or not one_line(clean(text)[0]) or not label:
        raise BenchFailed(f"row {number} of {path} is not a text, a tab and a label")
    usual = label.casefold()
    return LabelledRow(text, usual if usual in LABELS else label)
