"""A sentence's translation, written over by hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.sentence.popover import Popover
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.widgets.text_box import TextBox

_LINES = 4


class SentenceEditor(Popover):
    """Enter keeps what is written, Escape leaves the sentence as it was. It stays while one looks
    something up elsewhere."""

    def __init__(self, theme: Theme, page: QWidget, owner: QWidget) -> None:
        super().__init__(theme, page, owner)
        self._take: Callable[[str], bool] = lambda _text: True
        self._former = ""
        self.box = TextBox(theme, "")
        self.box.setAccessibleName(self.tr("Your wording"))
        self.keep = MainButton(
            self.tr("&Keep"), self.tr("Use this wording"), QKeySequence(Qt.Key.Key_Return)
        )
        self.leave = QuietButton(theme, "", self.tr("C&ancel"), self.tr("Leave it (Esc)"))
        buttons = spaced(QHBoxLayout(), theme, gap=GROUP)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.keep)
        self.column.addWidget(self.box)
        self.column.addLayout(buttons)
        for widget in (self.box, self.keep, self.leave):
            self.watch(widget)
        self.keep.clicked.connect(self._keep)
        self.leave.clicked.connect(self.close_it)
        self.box.textChanged.connect(lambda: self.keep.setEnabled(bool(self.box.text().strip())))

    @property
    def holds(self) -> bool:
        """Whether somebody wrote something in it that is neither kept nor given up."""
        return not self.isHidden() and self.box.text() != self._former

    def edit(
        self, text: str, place: QRect, take: Callable[[str], bool], *, right_to_left: bool
    ) -> None:
        """Have ``text`` at ``place`` changed; ``take`` gets what came of it, and says whether its
        sentence is still there."""
        self._take = take
        self._former = text
        self.title.setText(self.tr("Your wording of this sentence; it is used from now on"))
        self.box.setPlainText(text)
        self.box.set_right_to_left(right_to_left=right_to_left)
        self.box.setFixedHeight(self.box.fontMetrics().lineSpacing() * _LINES)
        self.box.selectAll()
        self.show_at(place, self.box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps: a sentence has no line breaks."""
        is_enter = isinstance(event, QKeyEvent) and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        )
        if watched is self.box and is_enter and event.type() is QEvent.Type.KeyPress:
            if self.keep.isEnabled():
                self._keep()
            return True
        return super().eventFilter(watched, event)

    def _keep(self) -> None:
        if self._take(self.box.text()):
            self.close_it()
        else:
            self.title.setText(self.tr("The text has changed: this sentence is not in it any more"))
