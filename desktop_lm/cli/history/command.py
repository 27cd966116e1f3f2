"""``desktop-lm history ...``: hands over to the module of the subcommand."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm.cli.history import export, import_chats, list_conversations, search

# Each has ``add(parsers) -> ArgumentParser`` and ``run(options) -> exit status``.
_SUBCOMMANDS = (list_conversations, search, export, import_chats)


def add(commands: Any) -> None:
    """Add ``history`` and its subcommands to the program's parser."""
    parser = commands.add_parser("history", help="conversations kept on this computer")
    subcommands = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
    for module in _SUBCOMMANDS:
        subcommand: argparse.ArgumentParser = module.add(subcommands)
        subcommand.add_argument("--json", action="store_true", help="print one JSON object")
        subcommand.set_defaults(run=module.run)


def run(options: argparse.Namespace) -> int:
    """Run the subcommand chosen; its exit status comes back. Raises AppError."""
    status: int = options.run(options)
    return status
