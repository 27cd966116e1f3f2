"""``desktop-lm models ...``: hands over to the module of the subcommand."""

from __future__ import annotations

from typing import Any

from desktop_lm.cli.models import (
    bench,
    download,
    import_model,
    info,
    list_models,
    quantize,
    remove,
    verify,
)
from desktop_lm.cli.subcommands import add_command

_SUBCOMMANDS = (list_models, info, import_model, download, remove, quantize, bench, verify)


def add(commands: Any) -> None:
    """Add ``models`` and its subcommands to the program's parser."""
    add_command(commands, "models", "the model files on this computer", _SUBCOMMANDS)
