"""``desktop-lm history ...``: hands over to the module of the subcommand."""

from __future__ import annotations

from typing import Any

from desktop_lm.cli.history import export, import_chats, list_conversations, search
from desktop_lm.cli.subcommands import add_command

_SUBCOMMANDS = (list_conversations, search, export, import_chats)


def add(commands: Any) -> None:
    """Add ``history`` and its subcommands to the program's parser."""
    add_command(commands, "history", "conversations kept on this computer", _SUBCOMMANDS)
