"""What could have come in a token's place: a small panel at the token."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop_lm.messages import TokenView
from desktop_lm.ui.look.space import spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.probability_list import ProbabilityList, lines_of
from desktop_lm.ui.widgets.labels import plain_label

_WIDTH, _GAP = 300, 4  # units
_LINGERS_MS = 500


class AlternativesPopup(QFrame):
    """Lies over ``page``; never takes the focus by itself. ``taken`` carries an alternative,
    ``left`` says that Escape gave the focus back."""

    taken = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self.setProperty("role", "box")
        self._title = plain_label()
        self._title.setProperty("role", "muted")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)  # of an answer in HTML
        self.list = ProbabilityList(theme, self.tr("What could have come instead"))
        layout = spaced(QVBoxLayout(self), theme, gap=4, margins=(2, 8, 2, 6))
        titled = spaced(QVBoxLayout(), theme, gap=0, margins=(8, 0, 8, 0))
        titled.addWidget(self._title)
        layout.addLayout(titled)
        layout.addWidget(self.list)
        layout.addLayout(self._hint(theme))
        self.list.taken.connect(self.taken)
        self.list.installEventFilter(self)
        page.installEventFilter(self)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(_LINGERS_MS)
        self._leaving.timeout.connect(self._go)
        self.hide()

    def show_for(self, view: TokenView, place: QRect, title: str) -> None:
        """Show the alternatives of the token at ``place`` of the page."""
        self._leaving.stop()
        self._title.setText(title)
        self.list.show_rows(lines_of(view))
        self.setAccessibleName(title)
        self._put(place)
        self.show()
        self.raise_()

    def leave_soon(self) -> None:
        """The pointer has gone from the token; it may be on its way here."""
        if self.isVisible() and not self.list.hasFocus():
            self._leaving.start()

    def hideEvent(self, event: QEvent) -> None:
        """Nothing is waited for any more."""
        self._leaving.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Escape closes it, and does not stop the model as it does elsewhere. In a page of another
        size the token stands elsewhere."""
        if watched is self.parent():
            if event.type() is QEvent.Type.Resize:
                self.hide()
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.hide()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _hint(self, theme: Theme) -> QVBoxLayout:
        """What the list is good for: nobody clicks on a table of figures unasked."""
        hint = QLabel(self.tr("Click one to go on from there instead."))
        hint.setProperty("role", "muted")
        layout = spaced(QVBoxLayout(), theme, gap=0, margins=(8, 0, 8, 0))
        layout.addWidget(hint)
        return layout

    def _go(self) -> None:
        if self.underMouse() or self.list.hasFocus():
            self._leaving.start()
        else:
            self.hide()

    def _put(self, place: QRect) -> None:
        px = self._theme.px
        page = self.parentWidget()
        assert page is not None
        width = min(px(_WIDTH), page.width())
        self._title.setFixedWidth(width - px(20))
        rows = self.list.sizeHint().height()
        self.list.setMinimumHeight(min(rows, max(page.height() // 2, 1)))
        self.list.setMaximumHeight(rows)
        height = self.sizeHint().height()
        left = min(max(place.left(), 0), page.width() - width)
        below, above = place.bottom() + px(_GAP), place.top() - px(_GAP) - height
        top = below if below + height <= page.height() or above < 0 else above
        self.setGeometry(left, top, width, min(height, page.height()))
