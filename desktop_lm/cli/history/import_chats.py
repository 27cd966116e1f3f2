"""``desktop-lm history import``: conversations of other programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_lm.cli.history.opened import opened_history
from desktop_lm.cli.models.show import print_json
from desktop_lm.documents.chats import reading
from desktop_lm.jobs.history import imports


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``import``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "import", help="conversations of ChatGPT's and Claude's export, GPT4All, LM Studio and Jan"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="or a folder, or a zip")
    return parser


def run(options: argparse.Namespace) -> int:
    """Take them in and say how many there were."""
    chats = reading.read(options.file)
    with opened_history() as history:
        count = imports.take_in(history, chats)
    if options.json:
        print_json({"added": count.added, "known": count.known})
    else:
        print(f"conversations added: {count.added:,}; there already: {count.known:,}")
    return 0
