"""Glossaries as tables of other programs: read with what is odd in them, and written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.glossary_findings import Finding, findings_in
from desktop_lm.storage.translations.glossaries import TermRow
from desktop_lm.tables.export import as_text
from desktop_lm.tables.open_table import Reading, open_table
from desktop_lm.tables.row import Row
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.written_file import written_beside

MOST_TERMS = 100_000
_SOURCE, _TARGET, _NOTE, _CASE = "source", "target", "note", "case"
_HEADS: Mapping[str, str] = {
    **dict.fromkeys(("source", "term", "source term", "source text", "from"), _SOURCE),
    **dict.fromkeys(("target", "translation", "target term", "target text", "to"), _TARGET),
    **dict.fromkeys(("note", "notes", "comment", "comments", "description"), _NOTE),
    **dict.fromkeys(("case", "case sensitive", "case_sensitive"), _CASE),
}
_YES = frozenset({"yes", "true", "1", "x"})


@dataclass(frozen=True, slots=True)
class GlossaryTable:
    """What a table came to: ``rows`` with something on both sides, ``empty`` without, and what is
    odd, by the number a spreadsheet shows of a row."""

    rows: tuple[TermRow, ...]
    empty: int
    findings: tuple[Finding, ...]


def read_table(
    path: Path, source: str = "", target: str = "", most: int = MOST_TERMS
) -> GlossaryTable:
    """The terms in a CSV or TSV file, or a workbook: source, target and perhaps a note, or what a
    first row with names says; codes or names of the languages ``source`` and ``target`` are such
    names too.

    Raises what :func:`desktop_lm.tables.open_table.open_table` does, and GLOSSARY_LARGE for
    more than ``most`` terms.
    """
    rows = open_table(path, Reading(header=False)).rows()
    first = next(rows, None)
    columns = _columns(first.cells if first else (), source, target)
    if columns is None and first is not None:
        rows = chain([first], rows)
    terms, numbers, empty = [], [], 0
    for row in rows:
        term = _term(row, columns or {_SOURCE: 0, _TARGET: 1, _NOTE: 2})
        if term is None:
            empty += 1
            continue
        terms.append(term)
        numbers.append(row.number)
        if len(terms) > most:
            raise AppError(Code.GLOSSARY_LARGE, path=str(path), most=most)
    return GlossaryTable(tuple(terms), empty, findings_in(terms, numbers))


def new_rows(there: Iterable[TermRow], given: Iterable[TermRow]) -> list[TermRow]:
    """The rows of ``given`` that are not ``there`` yet, each once."""
    known = set(there)
    return [row for row in dict.fromkeys(given) if row not in known]


def write_table(path: Path, rows: Sequence[TermRow]) -> None:
    """Write a CSV file, or TSV by its name. Raises WRITE_FAILED, also where the disk is full."""
    separator = "\t" if path.suffix.lower() in (".tsv", ".tab") else ","
    with (
        written_beside(path) as beside,
        # With a mark: without one Excel takes it for another encoding.
        beside.open("w", encoding="utf-8-sig", newline="", errors="replace") as file,
    ):
        writer = csv.writer(file, delimiter=separator)
        with_case = any(row.case_sensitive for row in rows)
        writer.writerow([_SOURCE, _TARGET, _NOTE, *([_CASE] if with_case else [])])
        for row in rows:
            cells = [as_text(row.source), as_text(row.target), as_text(row.note)]
            writer.writerow([*cells, *(["yes" if row.case_sensitive else ""] if with_case else [])])


def _columns(first: Sequence[str], source: str, target: str) -> dict[str, int] | None:
    """Which column is which, where the first row says so."""
    heads = dict(_HEADS)
    for code, role in ((source, _SOURCE), (target, _TARGET)):
        if code in BY_CODE:
            language = BY_CODE[code]
            names = (code, language.english, language.native)
            heads |= dict.fromkeys(map(str.casefold, names), role)
    found: dict[str, int] = {}
    for number, cell in enumerate(first):
        role = heads.get(" ".join(cell.split()).casefold(), "")
        if role:
            found.setdefault(role, number)
    return found if {_SOURCE, _TARGET} <= found.keys() else None


def _term(row: Row, columns: Mapping[str, int]) -> TermRow | None:
    def cell(role: str) -> str:
        place = columns.get(role, len(row.cells))
        return _plain(" ".join(row.cells[place].split())) if place < len(row.cells) else ""

    source, target = cell(_SOURCE), cell(_TARGET)
    if not source or not target:
        return None
    return TermRow(source, target, cell(_NOTE), cell(_CASE).casefold() in _YES)


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from working it out."""
    bare = cell.removeprefix("'")
    return bare if bare != cell and as_text(bare) == cell else cell
