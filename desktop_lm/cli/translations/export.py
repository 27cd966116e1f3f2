"""``desktop-lm translations export``: the memory as a TMX file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_lm.cli.language_options import add_languages
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.translations.opened import opened_memory
from desktop_lm.cli.units import counted
from desktop_lm.jobs.translation import memory_files


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``export``."""
    parser: argparse.ArgumentParser = parsers.add_parser("export", help="as a TMX file")
    parser.add_argument("file", type=Path, metavar="FILE")
    add_languages(parser, otherwise="all")
    parser.add_argument("--edited", action="store_true", help="only what persons wrote")
    parser.add_argument(
        *("--overwrite", "--force"), action="store_true", help="replace a file that is there"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Write the file and say how many units are in it."""
    with opened_memory() as memory:
        units = memory_files.export(
            memory,
            options.file,
            (options.source, options.target),
            edited=options.edited,
            overwrite=options.overwrite,
        )
    if options.json:
        print_json({"path": str(options.file), "units": units})
    else:
        print(f"{options.file}: {counted(units, 'unit', 'units')}")
    return 0
