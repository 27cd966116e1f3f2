"""``desktop-lm translations search``: what is remembered of some words."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm.cli import numbers
from desktop_lm.cli.models.show import print_json, print_table
from desktop_lm.cli.translations.opened import opened_memory
from desktop_lm.storage.translations.translation_entry import Entry

_HEADER = ("NUMBER", "PAIR", "BY", "SOURCE", "TRANSLATION")
_SHOWN = 48  # characters of a text


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``search``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "search", help="by words of the text or its translation"
    )
    parser.add_argument("query", metavar="WORDS", nargs="*", help="all of them (default: any)")
    parser.add_argument(
        "--limit", type=numbers.whole, default=50, help="at most so many (default 50)"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Print what is found, the last kept first; 1 where nothing is."""
    with opened_memory() as memory:
        found = memory.search(" ".join(options.query), limit=max(0, options.limit))
    if options.json:
        print_json({"translations": [_as_json(entry) for entry in found]})
    elif found:
        print_table(_HEADER, [_row(entry) for entry in found])
    return 0 if found else 1


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.id,
        "from": entry.way.source,
        "to": entry.way.target,
        "source": entry.source,
        "target": entry.target,
        "edited": entry.edited,
        "model_sha256": entry.way.model,
        "settings": entry.way.settings,
        "changed": entry.changed,
    }


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        str(entry.id),
        f"{entry.way.source}-{entry.way.target}",
        "you" if entry.edited else "model",
        _short(entry.source),
        _short(entry.target),
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
