"""A document's text, with a passage marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.attach.attach_words import amount_words
from desktop_lm.ui.prompt.attach.attached_files import words_in
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment

_WIDTH, _HEIGHT = 720, 560  # units
_SHOWN = 400_000  # characters; more of them at once would hold the window up
_BEFORE = 100_000  # of them before a marked passage


class SourceDialog(QDialog):
    """The text of ``attachment``; characters ``start`` to ``end`` are marked and in sight, if that
    is a stretch. ``words`` say what is marked."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        attachment: Attachment,
        stretch: tuple[int, int] = (0, 0),
        words: str = "",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(attachment.name)
        first = max(0, stretch[0] - _BEFORE) if len(attachment.text) > _SHOWN else 0
        shown = attachment.text[first : first + _SHOWN]
        self.label = QLabel(words or amount_words(attachment.kind, words_in(attachment.text)))
        set_enum(self.label, "textFormat", "PlainText")
        self.label.setProperty("role", "muted")
        self.label.setWordWrap(True)
        self.text = QPlainTextEdit(shown)
        self.text.setReadOnly(True)
        self.text.setProperty("role", "text")
        self.text.setAccessibleName(self.tr("Text of {name}").format(name=attachment.name))
        set_enum(
            self.text, "textInteractionFlags", "TextSelectableByMouse|TextSelectableByKeyboard"
        )
        buttons = QDialogButtonBox()
        buttons.rejected.connect(self.reject)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP, margins=(SECTION,) * 4)
        layout.addWidget(self.label)
        layout.addWidget(self.text, 1)
        if len(shown) < len(attachment.text):
            layout.addWidget(self._cut_words(first, first + len(shown), len(attachment.text)))
        layout.addWidget(buttons)
        buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)  # dressed as this is
        self.resize(theme.px(_WIDTH), theme.px(_HEIGHT))
        self._mark(shown, stretch[0] - first, stretch[1] - first)

    def _cut_words(self, first: int, last: int, total: int) -> QLabel:
        words = self.tr("Characters {first} to {last} of {total} are shown.")
        label = QLabel(
            words.format(
                first=numbers.whole(first + 1),
                last=numbers.whole(last),
                total=numbers.whole(total),
            )
        )
        label.setProperty("role", "muted")
        return label

    def _mark(self, shown: str, start: int, end: int) -> None:
        if end <= start:
            return
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(_units(shown[:start]))
        self.text.setTextCursor(cursor)  # the caret stands where one begins to read
        cursor.setPosition(_units(shown[:end]), QTextCursor.MoveMode.KeepAnchor)
        style = QTextCharFormat()
        style.setBackground(QColor(self._theme.colours.selection))
        mark.cursor, mark.format = cursor, style
        self.text.setExtraSelections([mark])

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the passage into sight, now that the lines are as wide as they will be."""
        super().showEvent(event)
        self.text.centerCursor()


def _units(text: str) -> int:
    """Qt counts characters beyond the first 65,536 twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
