"""Where a sentence of the translation is on the page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_lm.ui.translation.sheet.shift import Span


def place_of(view: QPlainTextEdit, span: Span, page: QWidget) -> QRect:
    """The lines of the stretch ``span`` of ``view``, in the coordinates of ``page``, as far as they
    can be seen."""
    rects = []
    for position in span:
        cursor = QTextCursor(view.document())
        cursor.setPosition(min(position, view.document().characterCount() - 1))
        rects.append(view.cursorRect(cursor))
    inside = view.viewport().rect()
    top = min(max(rects[0].top(), inside.top()), inside.bottom())
    bottom = min(max(rects[1].bottom(), inside.top()), inside.bottom())
    corner = view.viewport().mapTo(page, QPoint(0, top))
    return QRect(corner.x(), corner.y(), inside.width(), max(bottom - top, 1))
