"""A run that was broken off, from one start of the program to the next: all that it takes to go on
with the same file, in the same manner, into the same target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_lm.documents.translatable.open_file import Choice
from desktop_lm.jobs.translation.file.order import FileOrder
from desktop_lm.tasks.language.languages import BY_CODE


def order_to_json(order: FileOrder) -> dict[str, Any]:
    """To remember. Style and wordings are the tab's own, which remembers them."""
    choice = order.choice
    return {
        "file": str(order.source),
        "target": str(order.target),
        "progress": str(order.progress),
        "languages": [order.source_language, order.target_language],
        "columns": list(choice.columns),
        "paths": list(choice.paths),
        "redo": choice.redo,
        "bilingual": order.bilingual,
    }


def order_from_json(values: object) -> FileOrder | None:
    """What was remembered; None where something is missing or makes no sense."""
    match values:
        case {
            "file": str(file),
            "target": str(target),
            "languages": [str(source_language), str(target_language)],
            "columns": list(columns),
            "paths": list(paths),
            "redo": bool(redo),
            "bilingual": bool(bilingual),
        }:
            texts = all(isinstance(text, str) for text in (*columns, *paths))
            if texts and {source_language, target_language} <= set(BY_CODE):
                return FileOrder(
                    source=Path(file),
                    target=Path(target),
                    source_language=source_language,
                    target_language=target_language,
                    choice=Choice(tuple(columns), tuple(paths), redo),
                    bilingual=bilingual,
                )
    return None
