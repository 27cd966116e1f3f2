"""The copies of the history there are, and a button to put one back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop_lm.storage.history import backup
from desktop_lm.storage.history.backup import CopyFacts
from desktop_lm.ui.background import Background
from desktop_lm.ui.look.space import EDGE, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.numbers import whole
from desktop_lm.ui.widgets.row_list import RowList
from desktop_lm.ui.widgets.row_model import Row

_WIDTH, _HEIGHT = 460, 380  # units


class CopiesDialog(QDialog):
    """:attr:`chosen` is the copy to put back."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Daily copies of the history"))
        self.chosen: Path | None = None
        self._copies: dict[str, CopyFacts] = {}
        about = QLabel(
            self.tr(
                "A copy is made on each day the program is used; the last seven stay. Putting one "
                "back keeps what is there now, which can be put back in the same way."
            )
        )
        about.setWordWrap(True)
        self.list = RowList(theme, self.tr("Copies"))
        self.list.acted.connect(lambda _key: self._take())
        self.list.selectionModel().currentChanged.connect(self._show_buttons)
        self._empty = QLabel(self.tr("There is no copy yet."))
        self._empty.setProperty("role", "muted")
        buttons = QDialogButtonBox()
        self.restore = buttons.addButton(
            self.tr("&Put this copy back"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.restore.setAutoDefault(False)  # Enter in the dialog is no wish for it
        self.restore.clicked.connect(self._take)
        buttons.rejected.connect(self.reject)
        layout = spaced(QVBoxLayout(self), theme, gap=SECTION, margins=(EDGE, EDGE, EDGE, SECTION))
        layout.addWidget(about)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._empty)
        layout.addStretch()  # what there is to say stays together while there is no list
        layout.addWidget(buttons)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)  # dressed as this is
        self.resize(theme.px(_WIDTH), theme.px(_HEIGHT))
        self._show(())

    def show_copies(self, history: Path, folder: Path, background: Background) -> None:
        """Read what copies there are, off the window's thread."""
        background.run(lambda: backup.describe(history, folder), self._show, topic="copies")

    def _show(self, copies: tuple[CopyFacts, ...]) -> None:
        self._copies = {str(each.path): each for each in copies}
        self.list.show_rows([self._row(each) for each in copies])
        if copies:
            self.list.go_to(str(copies[0].path))
        self.list.setVisible(bool(copies))
        self._empty.setVisible(not copies)
        if copies:  # they come when the keyboard is at a button already
            self.list.setFocus()
        self._show_buttons()

    def _row(self, copy: CopyFacts) -> Row:
        moment = QDateTime.fromSecsSinceEpoch(round(copy.made))
        date = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        if copy.conversations is None:
            detail = self.tr("Cannot be read")
        else:
            detail = self.tr("Conversations: {count}").format(count=whole(copy.conversations))
        state = self.tr("Before a copy was put back") if copy.replaced else ""
        return Row(str(copy.path), date, detail, state=state)

    def _show_buttons(self, *_ignored: object) -> None:
        chosen = self._copies.get(self.list.key)
        self.restore.setEnabled(chosen is not None and chosen.conversations is not None)

    def _take(self) -> None:
        chosen = self._copies.get(self.list.key)
        if chosen is not None and chosen.conversations is not None:
            self.chosen = chosen.path
            self.accept()
