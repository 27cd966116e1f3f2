"""The place beside the page for the history, filled when the window is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_lm.ui.look.space import spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.history_panel import HistoryPanel

_WIDTH, _LEAST_TAB_WIDTH = 236, 760  # units


class HistorySide(QFrame):
    """As wide as it will be from the first picture on, so that nothing moves. A narrow window
    has no room for it."""

    open_asked = Signal(int)
    new_asked = Signal()
    document_asked = Signal()
    export_asked = Signal(int)
    found_asked = Signal(int, int)
    shown_deleted = Signal()
    closed_changed = Signal()

    def __init__(self, theme: Theme, history: HistoryDesk) -> None:
        super().__init__()
        self.setObjectName("side")
        self._theme = theme
        self._history = history
        self._open = 0
        self._tab_width = 0
        self.is_closed = False
        self.panel: HistoryPanel | None = None
        self._layout = spaced(QVBoxLayout(self), theme, gap=0)
        theme.changed.connect(self._fit)
        self._fit()

    def begin(self) -> None:
        """Show the conversations there are. Later calls do nothing."""
        if self.panel is not None:
            return
        from desktop_lm.ui.prompt.history_panel import HistoryPanel

        self.panel = HistoryPanel(self._theme, self._history)
        self.panel.open_asked.connect(self.open_asked)
        self.panel.new_asked.connect(self.new_asked)
        self.panel.document_asked.connect(self.document_asked)
        self.panel.export_asked.connect(self.export_asked)
        self.panel.found_asked.connect(self.found_asked)
        self.panel.shown_deleted.connect(self.shown_deleted)
        self.panel.show_open(self._open)
        self._layout.addWidget(self.panel)

    def show_open(self, number: int) -> None:
        """Conversation ``number`` is on the page; 0 is one that is not in the history yet."""
        self._open = number
        if self.panel is not None:
            self.panel.show_open(number)

    def close_side(self, *, closed: bool) -> None:
        """Put the list away, or bring it back."""
        if closed != self.is_closed:
            self.is_closed = closed
            self._fit()
            self.closed_changed.emit()

    def begin_search(self) -> None:
        """Let somebody search, with the list back in its place."""
        self.begin()
        self.close_side(closed=False)
        if self.panel is not None:
            self.panel.search.setFocus()
            self.panel.search.selectAll()

    def fit_into(self, tab_width: int) -> None:
        """The tab is ``tab_width`` pixels wide."""
        self._tab_width = tab_width
        self._fit()

    def sizeHint(self) -> QSize:
        """A width that follows the font."""
        return QSize(self._theme.px(_WIDTH), 0)

    def minimumSizeHint(self) -> QSize:
        """None: where the window becomes narrow this goes, and must not be in the way."""
        return QSize(0, 0)

    def _fit(self) -> None:
        self.setMaximumWidth(self._theme.px(_WIDTH))
        narrow = 0 < self._tab_width < self._theme.px(_LEAST_TAB_WIDTH)
        self.setVisible(not self.is_closed and not narrow)
