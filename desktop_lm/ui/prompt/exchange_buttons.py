"""What one does most with an answer, as a row of buttons below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtGui import QMouseEvent, QTextBlock
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desktop_lm.ui.look.space import spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.marked_up import words_of
from desktop_lm.ui.prompt.page_format import place_of
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, QuietButton
from desktop_lm.ui.widgets.clipboard import copy_and_show

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage

BUTTONS_ROOM = 34  # units, below the last answer; between two exchanges there is as much


class Acts(Protocol):
    """What the buttons have done."""

    def answer_again(self, exchange: Exchange) -> None: ...
    def edit_prompt(self, exchange: Exchange) -> None: ...


class ExchangeButtons(QWidget):
    """Stands over ``page``, below the answer the pointer is on, else below the last one, where
    that has ended and its end is in sight. The page's menu has all of it and more."""

    def __init__(self, theme: Theme, page: AnswerPage, acts: Acts) -> None:
        super().__init__(page.viewport())
        self._theme = theme
        self._page = page
        self._acts = acts
        self._pointed = -1  # the exchange under the pointer
        self._place = -1  # the one that the buttons are about
        self._busy = False
        self._growing: Exchange | None = None
        self.copy = self._button("copy", self.tr("Copy"), self.tr("Copy this answer"))
        self.again = self._button(
            "refresh-cw",
            self.tr("Answer again"),
            self.tr("Answer again; this answer stays a version"),
        )
        self.edit = self._button(
            "pencil",
            self.tr("Edit the prompt"),
            self.tr("Ask in other words; what is here stays a version"),
        )
        self.more = self._button(
            "ellipsis", self.tr("More"), self.tr("Compare, ask another model, export, versions")
        )
        layout = spaced(QHBoxLayout(self), theme, gap=0)
        for button in (self.copy, self.again, self.edit, self.more):
            layout.addWidget(button)
        self._connect()
        self.hide()

    def show_state(self, *, busy: bool, growing: Exchange | None) -> None:
        """While the model is at work nothing can be asked again; what it writes is ``growing``."""
        self._busy = busy
        self._growing = growing
        self.put()

    def put(self) -> None:
        """Stand below the exchange that one looks at, where there is room in sight."""
        exchanges = self._page.exchanges
        pointed = self._pointed if self._pointed < len(exchanges) else -1
        self._place = pointed if pointed >= 0 else len(exchanges) - 1
        block = _last_block(self._page, self._place)
        if not block.isValid() or exchanges[self._place] is self._growing:
            self._go_away()
            return
        if self._busy and (self.again.hasFocus() or self.edit.hasFocus()):
            self._page.setFocus()
        self.again.setEnabled(not self._busy)
        self.edit.setEnabled(not self._busy)
        self.copy.setEnabled(bool(exchanges[self._place].text))
        self.adjustSize()
        corner = self._corner_below(block)
        self.move(corner)
        in_sight = 0 <= corner.y() <= self._page.viewport().height() - self.height()
        if in_sight:
            self.show()
        else:
            self._go_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the pointer over the page, and the size of the page."""
        if event.type() is QEvent.Type.Resize:
            QTimer.singleShot(0, self, self.put)  # when the lines have their new places
        elif event.type() is QEvent.Type.Leave:
            self._point(-1)
        elif isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseMove:
            self._move(event)
        return super().eventFilter(watched, event)

    # --- inside ---

    def _go_away(self) -> None:
        """The keyboard stays on the page, from where they are one key away when they come again;
        Qt would take it to the far end of the window."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._page.setFocus()
        self.hide()

    def _connect(self) -> None:
        page = self._page
        page.viewport().installEventFilter(self)
        page.verticalScrollBar().valueChanged.connect(self.put)
        page.document().documentLayout().documentSizeChanged.connect(self.put)
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(lambda: self._acts.answer_again(self._exchange()))
        self.edit.clicked.connect(lambda: self._acts.edit_prompt(self._exchange()))
        self.more.clicked.connect(self._show_menu)

    def _button(self, icon: str, name: str, hint: str) -> QuietButton:
        return QuietButton(self._theme, icon, name, hint, icon_only=True)

    def _exchange(self) -> Exchange:
        return self._page.exchanges[self._place]

    def _move(self, event: QMouseEvent) -> None:
        if not event.buttons():  # else something is being selected
            place = event.position().toPoint()
            self._point(place_of(self._page.cursorForPosition(place).block()))

    def _point(self, place: int) -> None:
        if place != self._pointed:
            self._pointed = place
            self.put()

    def _corner_below(self, block: QTextBlock) -> QPoint:
        """The icons stand where the lines of text begin."""
        page, document = self._page, self._page.document()
        shape = document.documentLayout().blockBoundingRect(block)
        margin = document.rootFrame().frameFormat().leftMargin() - self._theme.px(BUTTON_PADDING)
        if page.isRightToLeft():
            margin = page.viewport().width() - margin - self.width()
        below = shape.bottom() - page.verticalScrollBar().value() + self._theme.px(2)
        return QPoint(round(margin), round(below))

    def _copy(self) -> None:
        copy_and_show(words_of(self._exchange().text), self.copy)

    def _show_menu(self) -> None:
        place = self.more.mapToGlobal(self.more.rect().bottomLeft())
        self._page.menu_block = QTextBlock()
        self._page.menu_asked.emit(self._exchange(), place)


def _last_block(page: AnswerPage, place: int) -> QTextBlock:
    """The paragraph an exchange ends with; an invalid one where it is not laid out."""
    if place < 0 or not page.block_of(place).isValid():
        return QTextBlock()
    after = page.block_of(place + 1)
    if after.isValid():
        return after.previous()
    if place + 1 == len(page.exchanges):
        return page.document().lastBlock()
    return QTextBlock()  # the page ends here for now
