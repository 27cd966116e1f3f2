"""Keeps the cost of streaming flat: a long paragraph is laid out in pieces while it grows.

Qt lays a whole paragraph out again on each insert; on an answer of 2,000 tokens without a line
break that takes several times as long as all else the window does. So while text streams, the
lines that are complete go into blocks of their own, split exactly where a line wraps. It looks
the same, and only the last lines are laid out again. :meth:`SoftJoints.merge` makes one paragraph
of it again: when the text is complete, before the width changes and before text is copied.
"""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

# Lines kept together at the end. Fewer make each insert cheaper and the joints more.
LINES_KEPT = 8
_SPACE = " "
# A joint is known by the user state of the block after it.
_FOR_SPACE = 1  # it stands in the place of a space
_BARE = 2  # nothing was taken away: Chinese or Thai wraps without a space


class SoftJoints:
    """The joints of one document. Positions are Qt's: UTF-16 units from the start."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._blocks: list[QTextBlock] = []

    def forget(self) -> None:
        """The document was emptied."""
        self._blocks.clear()

    def split(self) -> int | None:
        """Split the last paragraph where it has grown long.

        Returns the position at which one unit was added, None where none was: positions from
        there on have moved by one.
        """
        block = self._document.lastBlock()
        layout = block.layout()
        lines = layout.lineCount()
        if lines <= LINES_KEPT:
            return None
        start = block.position() + layout.lineAt(lines - 2).textStart()
        cursor = QTextCursor(self._document)
        cursor.setPosition(start - 1)
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        takes_space = cursor.selectedText() == _SPACE
        if not takes_space:
            cursor.setPosition(start)
        cursor.insertBlock()
        joint = self._document.findBlock(start if takes_space else start + 1)
        joint.setUserState(_FOR_SPACE if takes_space else _BARE)
        self._blocks.append(joint)
        return None if takes_space else start

    def merge(self) -> list[int]:
        """Undo all joints. Returns the positions, each before which one unit fell away."""
        removed = []
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        for block in reversed(self._blocks):
            if not block.isValid() or block.userState() not in (_FOR_SPACE, _BARE):
                continue
            for_space = block.userState() == _FOR_SPACE
            start = block.position()
            block.setUserState(-1)
            cursor.setPosition(start)
            cursor.deletePreviousChar()
            if for_space:
                cursor.insertText(_SPACE)
            else:
                removed.append(start)
        cursor.endEditBlock()
        self._blocks.clear()
        return removed

    def __bool__(self) -> bool:
        return bool(self._blocks)
