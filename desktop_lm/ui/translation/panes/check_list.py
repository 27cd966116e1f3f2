"""A narrow list below the translation: the parts worth a look. It is there when it has rows."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.panes.check_words import row_text
from desktop_lm.ui.translation.sheet.part import Part
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING

_MOST_ROWS = 4
_MOST_LISTED = 500  # of more, the title says that there are more
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
        self.list = QListWidget()
        self.list.setProperty("role", "rows")
        self.list.setAccessibleName(self.tr("Parts worth a look"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setTabKeyNavigation(False)
        self.list.setWordWrap(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title.setIndent(_ITEM_MARGIN)
        margins = (BUTTON_PADDING - _ITEM_MARGIN, 0, 0, 0)  # below the text
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP / 2, margins=margins)
        layout.addWidget(self._title)
        layout.addWidget(self.list)
        self.list.currentItemChanged.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        theme.changed.connect(self._fit)
        self.hide()

    @property
    def rows(self) -> list[str]:
        """What is said, row by row."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def show_parts(self, parts: Iterable[Part]) -> None:
        """Say what is doubtful about these, or go away."""
        doubtful = [(number, part) for number, part in enumerate(parts) if part.findings]
        said = [
            (number, row_text(number + 1, part.findings, retried=part.retried))
            for number, part in doubtful[:_MOST_LISTED]
        ]
        if said != self._said():
            self._fill(said)
        self._title.setText(self._title_text(len(doubtful)))
        self._fit()
        self.setVisible(bool(doubtful))

    def _said(self) -> list[tuple[int, str]]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return [(item.data(Qt.ItemDataRole.UserRole), item.text()) for item in items]

    def _fill(self, said: list[tuple[int, str]]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for number, text in said:
            item = QListWidgetItem(text, self.list)
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setToolTip(text)
        self.list.blockSignals(False)

    def _title_text(self, count: int) -> str:
        many = self.tr("{count} parts are worth a look")
        if count > _MOST_LISTED:
            many = self.tr("{count} parts are worth a look; these are the first")
        return numbers.counted(count, self.tr("One part is worth a look"), many)

    def _fit(self) -> None:
        rows = min(self.list.count(), _MOST_ROWS)
        line = max(self.list.fontMetrics().lineSpacing() + 6, round(self._theme.px(_ROW_UNITS)))
        for row in range(self.list.count()):
            self.list.item(row).setSizeHint(QSize(0, line))
        self.list.setFixedHeight(rows * line)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
