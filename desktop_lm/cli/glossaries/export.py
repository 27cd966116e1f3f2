"""``desktop-lm glossaries export``: terms as a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.units import counted
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.glossary_files import write_table


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``export``."""
    parser: argparse.ArgumentParser = parsers.add_parser("export", help="as a table: csv, tsv")
    parser.add_argument("name", metavar="NAME", help="as `glossaries list` tells it")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        *("--overwrite", "--force"), action="store_true", help="replace a file that is there"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Write the file and say how many terms are in it."""
    glossary = bootstrap.glossaries().read(options.name)
    if options.file.exists() and not options.overwrite:
        raise AppError(Code.TARGET_EXISTS, path=str(options.file))
    write_table(options.file, glossary.rows)
    if options.json:
        print_json({"path": str(options.file), "terms": len(glossary.rows)})
    else:
        print(f"{options.file}: {counted(len(glossary.rows), 'term', 'terms')}")
    return 0
