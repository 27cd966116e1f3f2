"""``desktop-lm translations ...``: hands over to the module of the subcommand."""

from __future__ import annotations

from typing import Any

from desktop_lm.cli.subcommands import add_command
from desktop_lm.cli.translations import export, import_tmx, remove, search

_SUBCOMMANDS = (search, export, import_tmx, remove)


def add(commands: Any) -> None:
    """Add ``translations`` and its subcommands to the program's parser."""
    add_command(commands, "translations", "the memory of former translations", _SUBCOMMANDS)
