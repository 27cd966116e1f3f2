"""Keeps the cost of streaming flat: a long paragraph is laid out in pieces while it grows.

Qt lays a whole paragraph out again on each insert; on an answer of 2,000 tokens without a line
break that takes several times as long as all else the window does. So while text streams, the
lines that are complete go into blocks of their own, split exactly where a line wraps. It looks
the same, and only the last lines are laid out again. :meth:`SoftJoints.merge` makes one paragraph
of it again: when the text is complete, before the width changes and before text is copied.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QTextCursor, QTextDocument

# Lines kept together at the end. Fewer make each insert cheaper and the joints more.
LINES_KEPT = 8
_SPACE = " "


class Joint(NamedTuple):
    """Where a block begins that belongs to the one before it.

    ``for_space``: the joint stands in the place of a space. Elsewhere nothing was taken away:
    Chinese or Thai wraps without one.
    """

    start: int
    for_space: bool


class SoftJoints:
    """The joints of one document, in the order of the text. Positions are Qt's: UTF-16 units from
    the start. They stay right because text comes at the end only."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._joints: list[Joint] = []

    def __bool__(self) -> bool:
        return bool(self._joints)

    def forget(self) -> None:
        """The document was emptied."""
        self._joints.clear()

    def split(self) -> int | None:
        """Split the last paragraph where it has grown long.

        Returns the position at which one unit was added, None where none was: positions after
        it have moved by one.
        """
        block = self._document.lastBlock()
        lines = block.layout().lineCount()
        if lines <= LINES_KEPT:
            return None
        start = block.position() + block.layout().lineAt(lines - 2).textStart()
        cursor = QTextCursor(self._document)
        cursor.setPosition(start - 1)
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        for_space = cursor.selectedText() == _SPACE
        if not for_space:
            cursor.setPosition(start)
        cursor.insertBlock()
        self._joints.append(Joint(cursor.position(), for_space))
        return None if for_space else start

    def merge(self) -> list[int]:
        """Undo all joints. Returns the positions before which one unit fell away each."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        for joint in reversed(self._joints):
            cursor.setPosition(joint.start)
            cursor.deletePreviousChar()
            if joint.for_space:
                cursor.insertText(_SPACE)
        cursor.endEditBlock()
        removed = [joint.start for joint in self._joints if not joint.for_space]
        self._joints.clear()
        return removed
