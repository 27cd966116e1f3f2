"""A button to copy a piece of code, over the piece the pointer is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QMouseEvent, QTextBlock
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.markdown.backdrop import code_panel
from desktop_lm.ui.prompt.page_format import Kind, kind_of
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.plain_text import from_raw


def code_of(block: QTextBlock) -> str:
    """The code that a block holds, "" where it holds none."""
    return from_raw(block.text()) if kind_of(block) is Kind.CODE else ""


class CodeCopy(QObject):
    """Watches the pointer over ``page``; by keyboard the page's menu does the same."""

    def __init__(self, page: QTextEdit, theme: Theme) -> None:
        super().__init__(page)
        self._page = page
        self._theme = theme
        self._code = ""
        self._button: QuietButton | None = None
        page.viewport().setMouseTracking(True)
        page.viewport().installEventFilter(self)
        page.verticalScrollBar().valueChanged.connect(self.hide)

    def hide(self) -> None:
        """Put the button away; the next move of the pointer brings it back."""
        if self._button is not None:
            self._button.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the pointer."""
        del watched
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseMove:
            self._follow(event.position().toPoint())
        elif event.type() is QEvent.Type.Leave:
            self.hide()
        return False

    def _follow(self, place: QPoint) -> None:
        block = self._page.cursorForPosition(place).block()
        code = code_of(block)
        if not code or not code_panel(self._page, self._theme, block).contains(place):
            self.hide()
            return
        self._code = code
        button = self._made()
        button.adjustSize()
        panel = code_panel(self._page, self._theme, block).toRect()
        gap = self._theme.px(4)
        corner = QPoint(panel.right() - button.width() - gap, panel.top() + gap)
        button.move(corner.x(), max(corner.y(), gap))
        button.show()
        button.raise_()

    def _made(self) -> QuietButton:
        if self._button is None:
            self._button = QuietButton(
                self._theme, "copy", self.tr("Copy"), self.tr("Copy this code")
            )
            self._button.setProperty("over", "text")
            self._button.setParent(self._page.viewport())
            self._button.clicked.connect(self._copy)
        return self._button

    def _copy(self) -> None:
        copy_and_show(self._code, self._made())
