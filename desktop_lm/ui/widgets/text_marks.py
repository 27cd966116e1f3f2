"""Marks in a text, set by whoever listens to its scroll bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

Selection = QTextEdit.ExtraSelection


class TextMarks:
    """Those of ``view``.

    Qt lays out what it marks. Where that scrolls the text, somebody marks what is seen now while
    Qt still goes through the marks before, of which it would read what is no longer there and
    crash. So these wait until Qt has come to its end.
    """

    def __init__(self, view: QPlainTextEdit) -> None:
        self._view = view
        self._waiting: Sequence[Selection] | None = None
        self._is_setting = False

    def put(self, marks: Sequence[Selection]) -> None:
        """Show these in place of the present ones."""
        self._waiting = marks
        if self._is_setting:
            return
        self._is_setting = True
        try:
            while self._waiting is not None:
                newest, self._waiting = self._waiting, None
                self._view.setExtraSelections(newest)
        finally:
            self._is_setting = False
