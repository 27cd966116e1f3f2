"""The row that is chosen in a table: all of its text, and what is to be said of it."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop_lm.tables.text_of import JUDGED_CHARACTERS
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table.rows_model import RowsModel
from desktop_lm.ui.widgets.labels import plain_label

_HEIGHT = 84  # units: some four lines


class WholeRow(QWidget):
    """Out of sight until a row is chosen: a cell of the table shows the beginning of a text."""

    def __init__(self, theme: Theme, model: RowsModel) -> None:
        super().__init__()
        self._model = model
        self.words = plain_label()
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("All of the text"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(_HEIGHT))
        column = spaced(QVBoxLayout(self), theme, gap=GROUP / 2)
        column.addWidget(self.words)
        column.addWidget(self.text)

    def show_row(self, position: int) -> None:
        """Show the row at a line of the table; -1: none is chosen."""
        self.setVisible(position >= 0)
        if position < 0:
            return
        row = self._model.row_at(position)
        text = row.cells[self._model.about.columns.text]
        dots = "…" if len(text) > JUDGED_CHARACTERS else ""
        self.words.setText(self._model.words_of(position))
        self.text.setPlainText(text[:JUDGED_CHARACTERS] + dots)
