"""Reads plain text: paragraphs are parted by blank lines."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.documents.document import Block, BlockKind, Place, PlaceUnit
from desktop_lm.documents.readers.decoding import text_of
from desktop_lm.documents.readers.found import Found


def read(path: Path) -> Found:
    """The paragraphs of the file, line breaks within them kept. Raises NotText, OSError."""
    yield from paragraphs(text_of(path))


def paragraphs(text: str) -> Found:
    """The paragraphs of ``text``, at the line they begin on."""
    lines: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            if not lines:
                first = number
            lines.append(line.rstrip())
        elif lines:
            yield _block(lines, first)
            lines = []
    if lines:
        yield _block(lines, first)


def _block(lines: list[str], first: int) -> Block:
    return Block(BlockKind.PARAGRAPH, "\n".join(lines), Place(PlaceUnit.LINE, first))
