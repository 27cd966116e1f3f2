"""``desktop-lm translations ...``: hands over to the module of the subcommand."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm.cli.translations import export, import_tmx, remove, search

# Each has ``add(parsers) -> ArgumentParser`` and ``run(options) -> exit status``.
_SUBCOMMANDS = (search, export, import_tmx, remove)


def add(commands: Any) -> None:
    """Add ``translations`` and its subcommands to the program's parser."""
    parser = commands.add_parser("translations", help="the memory of former translations")
    subcommands = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
    for module in _SUBCOMMANDS:
        subcommand: argparse.ArgumentParser = module.add(subcommands)
        subcommand.add_argument("--json", action="store_true", help="print one JSON object")
        subcommand.set_defaults(run=module.run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand chosen; its exit status comes back. Raises AppError."""
    status: int = options.run(options)
    return status
