"""``desktop-lm glossaries list``."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.models.show import print_json, print_table
from desktop_lm.cli.readable import read_all
from desktop_lm.storage.translations.glossaries import StoredGlossary

_HEADER = ("NAME", "FOR", "TERMS", "")


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``list``."""
    parser: argparse.ArgumentParser = parsers.add_parser("list", help="names and languages")
    return parser


def run(options: argparse.Namespace) -> int:
    """Print the list; 1 where one cannot be read, which is told of."""
    kept = bootstrap.glossaries()
    found, status = read_all(kept.names(), kept.read)
    if options.json:
        print_json({"glossaries": [as_json(each) for each in found]})
    elif found:
        print_table(_HEADER, [_row(each) for each in found])
    return status


def as_json(glossary: StoredGlossary) -> dict[str, Any]:
    """What the list tells of a glossary."""
    return {
        "name": glossary.name,
        "pairs": [list(pair) for pair in glossary.pairs],
        "terms": len(glossary.rows),
        "on": glossary.on,
    }


def _row(glossary: StoredGlossary) -> tuple[str, ...]:
    pairs = ", ".join("-".join(pair) for pair in glossary.pairs) or "all languages"
    return glossary.name, pairs, f"{len(glossary.rows):,}", "" if glossary.on else "off"
