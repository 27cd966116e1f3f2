"""``desktop-lm history search``: messages by their words."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm.cli import numbers
from desktop_lm.cli.history.opened import opened_history
from desktop_lm.cli.models.show import print_json, print_table
from desktop_lm.storage.history import history_search

_HEADER = ("NUMBER", "MESSAGE", "TITLE", "FOUND")
_AROUND = 24  # characters shown before what was found


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``search``."""
    parser: argparse.ArgumentParser = parsers.add_parser("search", help="messages by their words")
    parser.add_argument("query", metavar="WORDS", nargs="+", help="all of them must be in it")
    parser.add_argument(
        "--limit", type=numbers.whole, default=50, help="at most so many (default 50)"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Print what is found, the last written first; 1 where nothing is."""
    with opened_history() as history:
        hits = history_search.search(history, " ".join(options.query), max(0, options.limit))
    if options.json:
        found = [
            {
                "number": hit.conversation,
                "message": hit.message,
                "title": hit.title,
                "before": hit.before,
                "match": hit.match,
                "after": hit.after,
            }
            for hit in hits
        ]
        print_json({"hits": found})
    elif hits:
        rows = [
            (
                str(hit.conversation),
                str(hit.message),
                hit.title or "Untitled",
                f"{hit.before[-_AROUND:]}[{hit.match}]{hit.after}",
            )
            for hit in hits
        ]
        print_table(_HEADER, rows)
    return 0 if hits else 1
