"""``desktop-lm translations import``: what other programs remember."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.translations.opened import opened_memory
from desktop_lm.jobs.translation import memory_files
from desktop_lm.jobs.translation.memory_files import TakenIn


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``import``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "import", help="a TMX file; what you changed since stays"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    return parser


def run(options: argparse.Namespace) -> int:
    """Take the units in and say how many there were."""
    with opened_memory() as memory, ProgressLine() as line:
        taken = memory_files.take_in(
            memory, options.file, lambda done: line.write(f"{done:4.0%} {options.file.name}")
        )
    if options.json:
        print_json(
            {
                "units": taken.units,
                "added": taken.added,
                "turned": taken.turned,
                "renewed": taken.renewed,
                "known": taken.known,
            }
        )
    else:
        print(_words(taken))
    return 0


def _words(taken: TakenIn) -> str:
    if not taken.units:
        return "there is nothing in it in two languages of this program"
    words = [f"translations added: {taken.added:,}"]
    if taken.turned:
        words.append(f"the other way round besides: {taken.turned:,}")
    if taken.renewed:
        words.append(f"in place of older ones: {taken.renewed:,}")
    words.append(f"there already, or changed here since: {taken.known:,}")
    return "; ".join(words)
