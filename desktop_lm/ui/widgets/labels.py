"""Labels that keep their place: some cut their text short, one never shrinks, one has lines."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.widgets.numbers import file_name

_LONG_NAME = 41  # characters
_HALF_WORD = 30  # characters
# East Asian scripts have places to break between all letters.
_LONG_WORD = re.compile(rf"[^\s\u2e80-\U0010ffff]{{{2 * _HALF_WORD + 2},}}")

_BEARINGS = 2  # pixels that letters may reach beyond their advance


class ElidedLabel(QLabel):
    """One line of ``characters`` usual width that ends in an ellipsis where it does not fit.

    ``at_end`` puts it at the end of its place.
    """

    _CUT = "ElideRight"

    def __init__(self, characters: int, *, at_end: bool = False) -> None:
        super().__init__()
        self._characters = characters
        self._at_end = at_end
        set_enum(self, "textFormat", "PlainText")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """The usual width, whatever the text."""
        width = self.fontMetrics().averageCharWidth() * self._characters
        return QSize(width, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Half of it."""
        return QSize(
            self.fontMetrics().averageCharWidth() * self._characters // 2,
            self.fontMetrics().height(),
        )

    def show_text(self, text: str) -> None:
        """Show ``text``; all of it is in the tool tip."""
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        del event
        metrics, text, place = self.fontMetrics(), self.text(), self.contentsRect()
        if metrics.horizontalAdvance(text) > place.width():
            from PySide6.QtCore import Qt

            text = metrics.elidedText(text, Qt.TextElideMode[self._CUT], place.width())
        spare = place.width() - metrics.horizontalAdvance(text)
        left = place.left() + (spare if self._at_end is not self.isRightToLeft() else 0)
        base = place.top() + (place.height() + metrics.ascent() - metrics.descent()) // 2
        QPainter(self).drawText(left, base, text)


class NameLabel(ElidedLabel):
    """Words with a file's name in them, as wide as they are up to ``characters``: what is longer
    is cut in the middle, for the name's ending tells what it is."""

    _CUT = "ElideMiddle"

    def sizeHint(self) -> QSize:
        """The text's own width up to the usual one."""
        return self._own(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """The same up to half of that."""
        return self._own(super().minimumSizeHint())

    def _own(self, hint: QSize) -> QSize:
        return hint.boundedTo(
            QSize(self.fontMetrics().horizontalAdvance(self.text()), hint.height())
        )


class SteadyLabel(QLabel):
    """As wide as its widest text so far, so that what stands beside it does not move."""

    def __init__(self) -> None:
        super().__init__()
        set_enum(self, "textFormat", "PlainText")
        self._widest = ""

    def show_text(self, text: str) -> None:
        """Show ``text``."""
        if text == self.text():
            return
        self.keep_room_for(text)
        self.setText(text)

    def keep_room_for(self, text: str) -> None:
        """Be as wide as ``text`` from now on, which may come."""
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(text) > metrics.horizontalAdvance(self._widest):
            self._widest = text
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the widest text."""
        width = self.fontMetrics().horizontalAdvance(self._widest) + _BEARINGS
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same: what can be cut short gives way."""
        return self.sizeHint()


def short_name(path: str) -> str:
    """A file's name for a sentence that is wrapped: a long one has no place to break."""
    name = file_name(path)
    if len(name) <= _LONG_NAME:
        return name
    half = (_LONG_NAME - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def with_short_words(sentence: str) -> str:
    """For a label that is wrapped: a word that has no place to break, such as a path, is cut in the
    middle where it is long, or the window would be as wide."""
    return _LONG_WORD.sub(lambda word: f"{word[0][:_HALF_WORD]}…{word[0][-_HALF_WORD:]}", sentence)


def plain_label(text: str = "") -> QLabel:
    """A label for a user's words or a file's: "<br>" in them is no line break."""
    label = QLabel()
    set_enum(label, "textFormat", "PlainText")
    label.setText(text)
    return label


def wrapped_label(role: str) -> QLabel:
    """A plain label of several lines, drawn as the style sheet has it for ``role``."""
    label = plain_label()
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
