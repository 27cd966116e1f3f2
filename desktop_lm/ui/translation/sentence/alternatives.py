"""Other translations of a sentence, to choose from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.sentence.popover import Popover
from desktop_lm.ui.widgets.first_letter import runs_right_to_left

_ITEM_PADDING = 6  # units, above and below


class AlternativesPopover(Popover):
    """Arrows and Enter choose, a click does, and the digits do; Escape leaves all as it is."""

    def __init__(self, theme: Theme, page: QWidget, owner: QWidget) -> None:
        super().__init__(theme, page, owner)
        self._theme = theme
        self._place = QRect()
        self._take: Callable[[str], object] = lambda _text: None
        self.list = QListWidget()
        self.list.setProperty("role", "rows")
        self.list.setAccessibleName(self.tr("Other translations of this sentence"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.addWidget(self.list)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.watch(self)
        self.watch(self.list)
        self.list.itemActivated.connect(self._chosen)
        self.list.itemClicked.connect(self._chosen)

    @property
    def texts(self) -> list[str]:
        """What is offered."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items]

    def begin(self, place: QRect, take: Callable[[str], object]) -> None:
        """Look for others of the sentence at ``place``; ``take`` gets the one that is chosen."""
        self._take = take
        self._place = place
        self.list.clear()
        self.title.setText(self.tr("Looking for other translations…"))
        self._fit()
        self.show_at(place, self)

    def add(self, text: str) -> None:
        """One was found."""
        number = self.list.count() + 1
        item = QListWidgetItem(
            self.tr("{number}   {text}").format(number=number, text=text), self.list
        )
        item.setData(Qt.ItemDataRole.UserRole, text)
        if runs_right_to_left(text):
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight)
        self._fit()
        if number == 1:
            self.list.setCurrentRow(0)
            if self.hasFocus():
                self.list.setFocus()

    def end(self, problem: str = "") -> None:
        """No more come, because of ``problem`` if there is one."""
        if problem:
            self.title.setText(problem)
        elif self.list.count():
            self.title.setText(self.tr("Choose with the arrows and Enter, or leave with Esc"))
        else:
            self.title.setText(self.tr("The model finds no other translation of this sentence."))
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses."""
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit < self.list.count():
            self._chosen(self.list.item(digit))
        else:
            super().keyPressEvent(event)

    def _chosen(self, item: QListWidgetItem) -> None:
        if self.isVisible():  # Enter and a click may both come twice
            text = item.data(Qt.ItemDataRole.UserRole)
            self.close_it()
            self._take(text)

    def _fit(self) -> None:
        padding = self._theme.px(_ITEM_PADDING)
        width = self.width() - 2 * self._theme.px(12)
        height = 0
        for row in range(self.list.count()):
            item = self.list.item(row)
            bounds = self.list.fontMetrics().boundingRect(
                QRect(0, 0, width, 10_000), Qt.TextFlag.TextWordWrap, item.text()
            )
            item.setSizeHint(QSize(0, bounds.height() + 2 * padding))
            height += item.sizeHint().height()
        self.list.setFixedHeight(height)
        self.list.setVisible(bool(height))
        self.adjustSize()
        self.put(self._place)
