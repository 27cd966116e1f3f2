"""How models are printed: aligned columns for a person, one JSON object for a program."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Any

from desktop_lm.cli.error_text import error_text
from desktop_lm.errors import AppError
from desktop_lm.models.library.entry import Entry
from desktop_lm.one_line import one_line


def print_json(content: dict[str, Any]) -> None:
    """One line."""
    print(json.dumps(content, ensure_ascii=False))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell on a terminal; numbers to the right. A cell is one
    line, and what it holds gives the terminal no orders."""
    rows = [tuple(map(_shown, row)) for row in rows]
    lines = [header, *rows]
    columns = range(len(header))
    widths = [max(_width(line[column]) for line in lines) for column in columns]
    right = [column > 0 and _is_numbers([row[column] for row in rows]) for column in columns]
    for line in lines:
        cells = map(_padded, line, widths, right)
        print("  ".join(cells).rstrip())


def as_json(entry: Entry) -> dict[str, Any]:
    """An entry as the JSON output has it."""
    facts = entry.facts
    return {
        "path": entry.path,
        "name": entry.name,
        "bytes": facts.file_bytes,
        "quantisation": facts.quantisation,
        "architecture": facts.architecture,
        "parameters": facts.parameters,
        "context_length": facts.context_length,
        "licence": facts.licence,
        "licence_link": facts.licence_link,
        "parts": facts.parts,
        "source": entry.source.value,
        "catalogue_id": entry.catalogue_id,
        "sha256": entry.sha256,
        "error": error_json(entry.error),
    }


def error_json(error: AppError | None) -> dict[str, str] | None:
    """An error as the JSON output has it: its code and its sentence."""
    if error is None:
        return None
    return {"code": error.code.value, "text": error_text(error)}


def _is_numbers(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers, some of which may be unknown."""
    return any(cell[:1].isdecimal() for cell in cells) and all(
        cell[:1].isdecimal() or cell in ("", "?", "-") for cell in cells
    )


def _shown(cell: str) -> str:
    return "".join("\ufffd" if unicodedata.category(c) == "Cc" else c for c in one_line(cell))


def _padded(cell: str, width: int, right: bool) -> str:  # noqa: FBT001  called by map
    space = " " * (width - _width(cell))
    return space + cell if right else cell + space


def _width(text: str) -> int:
    """Cells on a terminal: East Asian characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)
