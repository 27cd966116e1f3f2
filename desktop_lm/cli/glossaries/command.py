"""``desktop-lm glossaries ...``: hands over to the module of the subcommand."""

from __future__ import annotations

from typing import Any

from desktop_lm.cli.glossaries import export, import_table, list_glossaries, remove, switch
from desktop_lm.cli.subcommands import add_command

_SUBCOMMANDS = (list_glossaries, import_table, export, switch, remove)


def add(commands: Any) -> None:
    """Add ``glossaries`` and its subcommands to the program's parser."""
    add_command(commands, "glossaries", "your terms, which translations keep to", _SUBCOMMANDS)
