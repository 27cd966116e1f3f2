"""The three tabs as words, and the model at their right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_button import ModelButton
from desktop_lm.ui.window.pages import Pages

_DOT = 6  # units


class Tabs(QTabWidget):
    """A dot stands at the tab whose job is at work; its place is kept free, so nothing moves."""

    def __init__(
        self, theme: Theme, pages: Pages, names: Sequence[str], corner: ModelButton
    ) -> None:
        super().__init__()
        self._theme = theme
        self._pages = pages
        self._owners = pages.owners
        self._looked_at: set[int] = set()
        self._marked = ""
        self._corner = corner
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        for number, (place, name) in enumerate(zip(pages.places, names, strict=True)):
            self.addTab(place, name)
            self.setTabToolTip(number, f"{name} (Ctrl+{number + 1})")
        around = QWidget()
        spaced(QHBoxLayout(around), theme, gap=0, margins=(0, 3, SECTION, 3)).addWidget(corner)
        self.setCornerWidget(around)  # the end of the row of tabs
        theme.changed.connect(self._draw_dots)
        theme.changed.connect(lambda: self._give_room(self.width()))
        self._draw_dots()
        self.currentChanged.connect(self._look_at)

    def mark(self, owner: str) -> None:
        """The job of this tab is at work; "" for none."""
        if owner != self._marked:
            self._marked = owner
            self._draw_dots()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words of the tabs come first, then the model's name."""
        self._give_room(event.size().width())
        super().resizeEvent(event)

    def _look_at(self, tab: int) -> None:
        """Have the keyboard in the tab's text when one first comes there; Qt would have it in what
        stands first, such as a choice of languages. Keys that walk along the tabs stay there."""
        if tab not in self._looked_at and not self.tabBar().hasFocus():
            self._pages.page(self._owners[tab]).text_box.setFocus()
        self._looked_at.add(tab)

    def _give_room(self, width: int) -> None:
        words = self.tabBar().sizeHint().width()
        self._corner.set_room(width - words - self._theme.px(SECTION + GROUP))

    def _draw_dots(self) -> None:
        size = self._theme.px(_DOT)
        self.setIconSize(QSize(size, size))
        for number, owner in enumerate(self._owners):
            at_work = owner == self._marked
            self.setTabIcon(number, _dot(size, self._theme.colours.accent if at_work else ""))


def _dot(size: int, colour: str) -> QIcon:
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(0, 0, 0, 0))
    if colour:
        from PySide6.QtCore import Qt

        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(0, 0, size, size)
        painter.end()
    return QIcon(pixmap)
