"""A small panel at a sentence, above all else on the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme

_WIDTH, _GAP = 440, 4  # units


class Popover(QFrame):
    """Lies over ``page``. It goes when Escape is pressed or something else gets the focus, unless
    it ``holds`` something, and gives the focus back to ``owner``; ``closed`` comes with that."""

    closed = Signal()

    def __init__(self, theme: Theme, page: QWidget, owner: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._owner = owner
        self.setProperty("role", "box")
        self.title = QLabel()
        self.title.setProperty("role", "muted")
        self.title.setWordWrap(True)
        self.column = spaced(QVBoxLayout(self), theme, gap=GROUP, margins=(10, 8, 10, 8))
        self.column.addWidget(self.title)
        self.hide()

    @property
    def holds(self) -> bool:
        """Whether there is something in it that would be lost."""
        return False

    def show_at(self, place: QRect, focus: QWidget) -> None:
        """Show it below ``place`` of the page, or above where there is no room; ``focus`` gets
        the keyboard."""
        self.put(place)
        self.show()
        self.raise_()
        focus.setFocus()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed, Qt.ConnectionType.UniqueConnection)

    def put(self, place: QRect) -> None:
        """Where it fits."""
        page = self.parentWidget()
        assert page is not None
        width = min(self._theme.px(_WIDTH), page.width())
        self.setFixedWidth(width)
        height = min(self.sizeHint().height(), page.height())
        left = min(max(place.left(), 0), page.width() - width)
        below, above = place.bottom() + _GAP, place.top() - _GAP - height
        top = below if below + height <= page.height() else max(above, 0)
        self.setGeometry(left, top, width, height)

    def close_it(self) -> None:
        """Put it away; the focus goes back."""
        if self.isVisible():
            had_focus = self.isAncestorOf(QApplication.focusWidget() or self._owner)
            self.hide()
            if had_focus:
                self._owner.setFocus()

    def hideEvent(self, event: QEvent) -> None:
        """However it goes."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self.closed.emit()

    def watch(self, widget: QWidget) -> None:
        """Escape in ``widget`` closes this, and does not stop the model as it does elsewhere."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Escape before the window's menu does."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.close_it()
                return True
        return super().eventFilter(watched, event)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        elsewhere = now is not None and not self.isAncestorOf(now)
        if elsewhere and self.isVisible() and not self.holds:
            self.hide()
