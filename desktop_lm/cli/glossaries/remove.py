"""``desktop-lm glossaries remove``."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.models.show import print_json


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``remove``."""
    parser: argparse.ArgumentParser = parsers.add_parser("remove", help="one for good")
    parser.add_argument("name", metavar="NAME", help="as `glossaries list` tells it")
    return parser


def run(options: argparse.Namespace) -> int:
    """Remove it."""
    bootstrap.glossaries().remove(options.name)
    if options.json:
        print_json({"removed": options.name})
    else:
        print(f"{options.name} is removed")
    return 0
