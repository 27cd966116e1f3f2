"""``desktop-lm glossaries import``: terms out of a table."""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.glossaries.list_glossaries import as_json
from desktop_lm.cli.language_options import add_languages
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.units import counted
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.glossary_files import GlossaryTable, read_table
from desktop_lm.jobs.translation.glossary_findings import Finding, Oddity
from desktop_lm.storage.translations.glossaries import StoredGlossary

_FINDINGS = 20  # told in words; --json has them all
_TERMS = 6  # of a circle


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``import``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "import", help="a table of source, target and perhaps a note: csv, tsv, xlsx"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--name", default="", help="default: the file's name")
    add_languages(parser, otherwise="for all languages")
    parser.add_argument("--force", action="store_true", help="replace a glossary of that name")
    parser.set_defaults(usage_error=parser.error)
    return parser


def run(options: argparse.Namespace) -> int:
    """Keep the terms and say what is odd in them."""
    if bool(options.source) != bool(options.target):
        options.usage_error("--from and --to go together")
    kept = bootstrap.glossaries()
    name = options.name or options.file.stem
    kept.check_name(name)
    if name in kept.names() and not options.force:
        raise AppError(Code.GLOSSARY_EXISTS, name=name)
    table = read_table(options.file, options.source, options.target)
    pairs = ((options.source, options.target),) if options.source else ()
    glossary = StoredGlossary(name, pairs, table.rows)
    kept.save(glossary)
    if options.json:
        print_json({**as_json(glossary), "empty": table.empty, "findings": _as_json(table)})
    else:
        _print(glossary, table)
    return 0


def words(finding: Finding) -> str:
    """What is odd, as a sentence."""
    rows = [str(row) for row in finding.rows]
    if finding.oddity is Oddity.REPEATED:
        return f"row {rows[1]} says once more what row {rows[0]} says: {finding.terms[0]}"
    if finding.oddity is Oddity.CONTRADICTION:
        source, first, other = finding.terms
        return (
            f'rows {rows[0]} and {rows[1]} contradict each other: {source} is "{first}" or '
            f'"{other}"; row {rows[0]} counts'
        )
    way = " → ".join([*finding.terms[:_TERMS], finding.terms[0] if len(rows) <= _TERMS else "…"])
    return f"rows {', '.join(rows[:_TERMS])} lead in a circle: {way}; each is applied by itself"


def _print(glossary: StoredGlossary, table: GlossaryTable) -> None:
    print(f"{glossary.name}: {counted(len(table.rows), 'term', 'terms')}")
    if table.empty:
        print(f"  rows with nothing on one side, left out: {table.empty:,}")
    for finding in islice(table.findings, _FINDINGS):
        print(f"  {words(finding)}", file=sys.stderr)
    if len(table.findings) > _FINDINGS:
        print(f"  and {len(table.findings) - _FINDINGS:,} more like these", file=sys.stderr)


def _as_json(table: GlossaryTable) -> list[dict[str, Any]]:
    return [
        {"oddity": each.oddity.value, "rows": list(each.rows), "terms": list(each.terms)}
        for each in table.findings
    ]
