"""Commands that hand over to a module for each of their subcommands."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any, Protocol


class Subcommand(Protocol):
    """A module of a subcommand."""

    def add(self, parsers: Any) -> argparse.ArgumentParser:
        """Add its parser."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit status comes back. Raises AppError."""


def add_command(
    commands: Any, name: str, help_text: str, subcommands: Iterable[Subcommand]
) -> None:
    """Add the command ``name`` with its subcommands to the program's parser."""
    parser = commands.add_parser(name, help=help_text)
    parsers = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
    for module in subcommands:
        subcommand = module.add(parsers)
        subcommand.add_argument("--json", action="store_true", help="print one JSON object")
        subcommand.set_defaults(run=module.run)


def run_command(options: argparse.Namespace) -> int:
    """Run the subcommand chosen; its exit status comes back. Raises AppError."""
    status: int = options.run(options)
    return status
