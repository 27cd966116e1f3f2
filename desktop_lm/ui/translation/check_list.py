"""A narrow list below the translation: the parts worth a look. It is there when it has rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.check_words import row_text
from desktop_lm.ui.translation.doubts import MarkedPart
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING

_MOST_ROWS = 4
_ROW_UNITS = 24
_ITEM_MARGIN = 3  # pixels that Qt leaves before an item's words


class CheckList(QWidget):
    """``chosen`` carries the number of the part that was clicked or reached with the keyboard."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._title = QLabel()
        self._title.setProperty("role", "muted")
        self._list = QListWidget()
        self._list.setProperty("role", "rows")
        self._list.setAccessibleName(self.tr("Parts worth a look"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setTabKeyNavigation(False)
        self._list.setWordWrap(False)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title.setIndent(_ITEM_MARGIN)
        margins = (BUTTON_PADDING - _ITEM_MARGIN, 0, 0, 0)  # below the text
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP / 2, margins=margins)
        layout.addWidget(self._title)
        layout.addWidget(self._list)
        self._list.currentItemChanged.connect(self._choose)
        self._list.itemClicked.connect(self._choose)
        theme.changed.connect(self._fit)
        self.hide()

    @property
    def rows(self) -> list[str]:
        """What is said, row by row."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def show_parts(self, parts: Sequence[MarkedPart]) -> None:
        """Say what is doubtful about these, or go away."""
        self._list.blockSignals(True)
        self._list.clear()
        for part in parts:
            text = row_text(part.number + 1, part.flags, retried=part.retried)
            item = QListWidgetItem(text, self._list)
            item.setData(Qt.ItemDataRole.UserRole, part.number)
            item.setToolTip(text)
        self._list.blockSignals(False)
        if len(parts) == 1:
            self._title.setText(self.tr("One part is worth a look"))
        else:
            self._title.setText(self.tr("{count} parts are worth a look").format(count=len(parts)))
        self._fit()
        self.setVisible(bool(parts))

    def _fit(self) -> None:
        rows = min(self._list.count(), _MOST_ROWS)
        line = max(self._list.fontMetrics().lineSpacing() + 6, round(self._theme.px(_ROW_UNITS)))
        for row in range(self._list.count()):
            self._list.item(row).setSizeHint(QSize(0, line))
        self._list.setFixedHeight(rows * line)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
