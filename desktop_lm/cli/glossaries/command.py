"""``desktop-lm glossaries ...``: hands over to the module of the subcommand."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm.cli.glossaries import export, import_table, list_glossaries, remove, switch

# Each has ``add(parsers) -> ArgumentParser`` and ``run(options) -> exit status``.
_SUBCOMMANDS = (list_glossaries, import_table, export, switch, remove)


def add(commands: Any) -> None:
    """Add ``glossaries`` and its subcommands to the program's parser."""
    parser = commands.add_parser("glossaries", help="your terms, which translations keep to")
    subcommands = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
    for module in _SUBCOMMANDS:
        subcommand: argparse.ArgumentParser = module.add(subcommands)
        subcommand.add_argument("--json", action="store_true", help="print one JSON object")
        subcommand.set_defaults(run=module.run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand chosen; its exit status comes back. Raises AppError."""
    status: int = options.run(options)
    return status
