"""Both panes show the same sentences: where one is scrolled, the other follows its partners."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QPlainTextEdit

from desktop_lm.ui.translation.sheet.pairs import Pairs


class ScrollLink(QObject):
    """``pairs`` gives those of the moment. Whichever side is moved leads; the other never answers
    back. At the top the first lines are level, at the bottom the last, and between them what is
    as far down the window as one is in the text.

    It follows when Qt has come to its end: a bar also moves while Qt counts the lines there are,
    and what is laid out in between would not be counted, so that nobody could scroll there.
    """

    def __init__(
        self, source: QPlainTextEdit, target: QPlainTextEdit, pairs: Callable[[], Pairs]
    ) -> None:
        super().__init__(source)
        self._source = source
        self._target = target
        self._pairs = pairs
        self._led: dict[QPlainTextEdit, int] = {}  # where a side was put that followed
        queued = Qt.ConnectionType.QueuedConnection
        source.verticalScrollBar().valueChanged.connect(self._source_moved, queued)
        target.verticalScrollBar().valueChanged.connect(self._target_moved, queued)

    def target_was_written(self) -> None:
        """What moved it was no person: one who writes in the text keeps the caret in view."""
        self._led[self._target] = self._target.verticalScrollBar().value()

    def _source_moved(self) -> None:
        self._lead(self._source, self._target, lambda pairs: pairs.to_target)

    def _target_moved(self) -> None:
        self._lead(self._target, self._source, lambda pairs: pairs.to_source)

    def _lead(
        self,
        leader: QPlainTextEdit,
        follower: QPlainTextEdit,
        way: Callable[[Pairs], Callable[[float], float]],
    ) -> None:
        bar, other = leader.verticalScrollBar(), follower.verticalScrollBar()
        if self._led.get(leader) == bar.value():
            return
        self._led.pop(leader, None)
        if not leader.isVisible() or not other.maximum():
            return
        if bar.value() in (0, bar.maximum()):
            other.setValue(other.maximum() if bar.value() else 0)
        else:
            share = bar.value() / bar.maximum()
            level = round(share * leader.viewport().height())
            there = way(self._pairs())(_position_at(leader, level))
            other.setValue(_value_for(follower, round(there), share))
        self._led[follower] = other.value()


def _position_at(view: QPlainTextEdit, level: int) -> float:
    """What is read at this height of the window, between the beginning of its line and the next."""
    cursor = view.cursorForPosition(QPoint(0, level))
    block = cursor.block()
    line = block.layout().lineForTextPosition(cursor.positionInBlock())
    if not line.isValid():
        return cursor.position()
    top = view.cursorRect(cursor).top()
    share = (level - top) / line.height() if line.height() else 0.0
    return block.position() + line.textStart() + min(max(share, 0.0), 1.0) * line.textLength()


def _value_for(view: QPlainTextEdit, position: int, share: float) -> int:
    """Where to scroll for ``position`` to stand that share of the way down the window.

    Lines above are counted up from there: Qt lays out what it has shown, and takes any other
    paragraph for one line.
    """
    document = view.document()
    block = document.findBlock(min(max(position, 0), document.characterCount() - 1))
    height = view.blockBoundingRect(block).height()
    line = block.layout().lineForTextPosition(position - block.position())
    above = line.y() if line.isValid() else 0.0
    room = share * view.viewport().height()
    while above < room and block.previous().isValid():
        block = block.previous()
        height = view.blockBoundingRect(block).height()
        above += height
    lines = max(block.lineCount(), 1)
    return block.firstLineNumber() + max(0, round((above - room) / max(height / lines, 1.0)))
