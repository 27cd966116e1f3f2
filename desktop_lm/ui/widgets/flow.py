"""Widgets one after the other, in as many lines as they need."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_lm.ui.look.theme import Theme


class Flow(QWidget):
    """Lines of widgets from the start of the line, each as wide as it likes to be."""

    def __init__(self, theme: Theme, gap: float) -> None:
        super().__init__()
        self._theme = theme
        self._gap = gap
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """One more at the end."""
        widget.setParent(self)
        widget.show()
        self._widgets.append(widget)
        self.refresh()

    def clear(self) -> None:
        """Take all away."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets.clear()
        self.refresh()

    def refresh(self) -> None:
        """One of the widgets was shown, hidden or given another text."""
        self._arrange(self.width(), move=True)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """The lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Of all lines."""
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:
        """One line."""
        sizes = [widget.sizeHint() for widget in self._shown()]
        gaps = self._theme.px(self._gap) * max(len(sizes) - 1, 0)
        width = sum(size.width() for size in sizes) + gaps
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        """The widest widget."""
        sizes = [widget.sizeHint() for widget in self._shown()]
        return QSize(max((s.width() for s in sizes), default=0), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Other lines."""
        del event
        self._arrange(self.width(), move=True)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _arrange(self, width: int, *, move: bool) -> int:
        """The height of all lines; with ``move`` the widgets come to their places."""
        left = top = line = 0
        gap = self._theme.px(self._gap)
        for widget in self._shown():
            size = widget.sizeHint()
            if left and left + size.width() > width:
                left, top, line = 0, top + line + gap, 0
            if move:
                at = width - left - size.width() if self.isRightToLeft() else left
                widget.setGeometry(QRect(QPoint(at, top), size))
            left += size.width() + gap
            line = max(line, size.height())
        return top + line
