"""``desktop-lm glossaries switch``: whether a glossary is used."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.glossaries.list_glossaries import as_json
from desktop_lm.cli.models.show import print_json


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``switch``."""
    parser: argparse.ArgumentParser = parsers.add_parser("switch", help="one on or off")
    parser.add_argument("name", metavar="NAME", help="as `glossaries list` tells it")
    parser.add_argument("state", choices=["on", "off"])
    return parser


def run(options: argparse.Namespace) -> int:
    """Remember it."""
    kept = bootstrap.glossaries()
    glossary = replace(kept.read(options.name), on=options.state == "on")
    kept.save(glossary)
    if options.json:
        print_json(as_json(glossary))
    else:
        print(f"{glossary.name} is {options.state}")
    return 0
