"""Reads Markdown: headings, lists, code and paragraphs; numbers of list items, and marks within a
line, stay as written."""

from __future__ import annotations

import re
from pathlib import Path

from desktop_lm.documents.document import Block, BlockKind, Place, PlaceUnit
from desktop_lm.documents.readers.decoding import text_of
from desktop_lm.documents.readers.found import Found

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*)$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|(\d{1,9}[.)]))\s+(.*)$")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*$")
_INDENT = 2  # spaces that put a list item one deeper


def read(path: Path) -> Found:
    """The blocks of the file. Raises NotText, OSError."""
    yield from _Blocks().of(text_of(path))


class _Blocks:
    """Collects lines until a block is whole."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._first = 1
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._fence = ""
        self._item = ""  # the number that the item at hand has, with its sign

    def of(self, text: str) -> Found:
        for number, line in enumerate(text.split("\n"), start=1):
            if self._fence:
                yield from self._in_code(line)
            elif opened := _FENCE.match(line):
                yield from self._end()
                self._fence = opened[1]
                self._begin(number, BlockKind.CODE)
            else:
                yield from self._outside(number, line)
        yield from self._end()

    def _in_code(self, line: str) -> Found:
        closed = line.strip()
        if closed.startswith(self._fence) and not closed.strip(self._fence[0]):
            yield from self._end()
            self._fence = ""
        else:
            self._lines.append(line)

    def _outside(self, number: int, line: str) -> Found:
        if not line.strip():
            yield from self._end()
        elif heading := _HEADING.match(line):
            yield from self._end()
            if words := _without_closing(heading[2]):
                yield _block(BlockKind.HEADING, words, number, len(heading[1]))
        elif rule := self._is_paragraph() and _UNDERLINE.match(line):
            self._kind, self._level = BlockKind.HEADING, 1 if rule[1].startswith("=") else 2
            yield from self._end()
        elif item := _ITEM.match(line):
            yield from self._end()
            self._begin(number, BlockKind.LIST_ITEM, len(item[1].expandtabs(4)) // _INDENT)
            self._item = f"{item[2]} " if item[2] else ""
            self._lines.append(item[3])
        elif line.lstrip().startswith("|"):
            yield from self._end()
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if any(cells) and not _TABLE_RULE.match(line):
                yield _block(BlockKind.TABLE_ROW, "\t".join(cells), number)
        else:
            if not self._lines:
                self._begin(number, BlockKind.PARAGRAPH)
            self._lines.append(line.strip())

    def _is_paragraph(self) -> bool:
        return len(self._lines) == 1 and self._kind is BlockKind.PARAGRAPH

    def _begin(self, line: int, kind: BlockKind, level: int = 0) -> None:
        self._first, self._kind, self._level = line, kind, level

    def _end(self) -> Found:
        text = "\n".join(self._lines)
        if self._kind is BlockKind.LIST_ITEM:
            text = text.strip()  # an item's first line may hold its mark alone
            text = text and self._item + text
        if text.strip():
            yield _block(self._kind, text, self._first, self._level)
        self._lines = []


def _without_closing(heading: str) -> str:
    """A heading's words without the signs that may end its line, which stand apart: not those of
    C#."""
    heading = heading.strip()
    bare = heading.rstrip("#")
    return bare.rstrip() if bare != bare.rstrip() or not bare else heading


def _block(kind: BlockKind, text: str, line: int, level: int = 0) -> Block:
    return Block(kind, text, Place(PlaceUnit.LINE, line), level)
