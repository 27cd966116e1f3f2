"""Collects running text into blocks, for readers of marked-up documents."""

from __future__ import annotations

import re

from desktop_lm.documents.document import Block, BlockKind, Place, PlaceUnit

_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")


class Flow:
    """``add`` text, ``end`` a paragraph; blocks pile up in ``made`` until they are taken.

    Within a table the paragraphs go into cells and a row becomes one block; a table within a
    cell is part of that cell's text.
    """

    def __init__(self) -> None:
        self.made: list[Block] = []
        self._pieces: list[str] = []
        self._number = 0  # of the paragraph or row
        self._rows: list[list[str]] = []  # open rows, the outermost first
        self._cell: list[str] = []

    def add(self, text: str) -> None:
        """More of the running text."""
        self._pieces.append(text)

    def end(
        self, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0, *, exact: bool = False
    ) -> bool:
        """The paragraph is whole; False where it has no words. ``exact`` keeps its spaces and line
        breaks."""
        raw = "".join(self._pieces)
        self._pieces.clear()
        text = raw.strip("\n") if exact else _tidy(raw)
        if not text.strip():
            return False
        if self._rows:
            self._cell.append(text)
        else:
            self._make(kind, text, level)
        return True

    def begin_row(self) -> None:
        self.end()
        self._rows.append([])

    def end_cell(self) -> None:
        """The cell is whole; a nested table's cells join the outer cell."""
        self.end()
        if len(self._rows) == 1:
            self._rows[0].append(" ".join(" ".join(self._cell).split()))
            self._cell.clear()

    def end_row(self) -> None:
        """The row is whole."""
        if not self._rows:
            return
        self.end()
        cells = self._rows.pop()
        if not self._rows:
            if self._cell:
                cells.append(" ".join(" ".join(self._cell).split()))
                self._cell.clear()
            if any(cells):
                self._make(BlockKind.TABLE_ROW, "\t".join(cells), 0)

    def take(self) -> list[Block]:
        """The blocks that were made since the last call."""
        taken, self.made = self.made, []
        return taken

    def _make(self, kind: BlockKind, text: str, level: int) -> None:
        self._number += 1
        self.made.append(Block(kind, text, Place(PlaceUnit.PARAGRAPH, self._number), level))


def _tidy(raw: str) -> str:
    """Without spaces at the ends of lines and more than one between words."""
    return "\n".join(_SPACES.sub(" ", line).strip() for line in raw.strip().split("\n"))
