"""``desktop-lm translations remove``: forgets translations."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm.cli import numbers
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.translations.opened import opened_memory


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``remove``."""
    parser: argparse.ArgumentParser = parsers.add_parser("remove", help="forget translations")
    parser.add_argument(
        "number",
        type=numbers.whole,
        nargs="+",
        metavar="NUMBER",
        help="as `translations search` tells it",
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Forget them and say how many are left."""
    with opened_memory() as memory:
        before = memory.count()
        memory.delete(options.number)
        left = memory.count()
    if options.json:
        print_json({"removed": before - left, "left": left})
    else:
        print(f"translations removed: {before - left:,}; left: {left:,}")
    return 0
