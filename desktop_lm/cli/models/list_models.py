"""``desktop-lm models list``: what is on disk."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.error_text import error_text
from desktop_lm.cli.models.show import as_json, count, print_json, print_table, size
from desktop_lm.models.library.entry import Entry


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``list``."""
    parser: argparse.ArgumentParser = parsers.add_parser("list", help="models on disk")
    return parser


def run(options: argparse.Namespace) -> int:
    """Print the library."""
    entries = bootstrap.build_library().entries()
    if options.json:
        print_json({"models": [as_json(entry) for entry in entries]})
        return 0
    header = ("NAME", "SIZE", "TYPE", "ARCHITECTURE", "CONTEXT", "LICENCE", "SOURCE", "FILE")
    print_table(header, [_row(entry) for entry in entries])
    return 0


def _row(entry: Entry) -> tuple[str, ...]:
    facts = entry.facts
    return (
        entry.name,
        size(facts.file_bytes),
        facts.quantisation or "?",
        facts.architecture or "?",
        count(facts.context_length) if facts.context_length else "?",
        facts.licence or "?",
        entry.source.value,
        entry.path if entry.error is None else f"{entry.path} ({error_text(entry.error)})",
    )
