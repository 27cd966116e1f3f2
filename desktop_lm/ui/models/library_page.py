"""The models on this computer: the list, and the details of the one chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_lm.ui.look.space import spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models import model_words
from desktop_lm.ui.models.model_details import ModelDetails
from desktop_lm.ui.models.shelf import Shelf
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.list_and_details import ListAndDetails
from desktop_lm.ui.widgets.row_list import Row, RowList
from desktop_lm.ui.widgets.signs import Sign


class LibraryPage(QFrame):
    """``use_asked`` carries the path of the model to load."""

    use_asked = Signal(str)
    add_asked = Signal()

    def __init__(self, theme: Theme, shelf: Shelf) -> None:
        super().__init__()
        self.setObjectName("page")
        self._theme = theme
        self._shelf = shelf
        self.list = RowList(theme, self.tr("Models on this computer"))
        self.list.chosen.connect(self._choose)
        self.list.acted.connect(self._act)
        self.details = ModelDetails(theme)
        self.details.use_asked.connect(self.use_asked)
        self.add = QuietButton(theme, "", self.tr("&Add a file…"))
        self.add.clicked.connect(self.add_asked)
        layout = spaced(QVBoxLayout(self), theme, gap=0)
        layout.addWidget(ListAndDetails(theme, self.list, self.details, (self.add,)))
        shelf.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.list.show_rows([self._row(entry.path) for entry in self._shelf.entries])
        self._choose(self.list.key)

    def _row(self, path: str) -> Row:
        entry = self._shelf.entry(path)
        assert entry is not None
        bad = entry.error is not None
        return Row(
            key=path,
            title=entry.name,
            detail=model_words.row_detail(entry),
            state=self.tr("cannot be used") if bad else "",
            sign=Sign.BAD if bad else Sign.NONE,
        )

    def _choose(self, path: str) -> None:
        self.details.show_entry(self._shelf.entry(path))

    def _act(self, path: str) -> None:
        entry = self._shelf.entry(path)
        if entry is not None and entry.error is None:
            self.use_asked.emit(path)
