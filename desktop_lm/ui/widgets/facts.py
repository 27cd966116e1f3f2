"""Names and values, one under the other; the values can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.labels import ElidedLabel
from desktop_lm.ui.widgets.plain_tip import plain_tip

_LONG_WORD = 24  # characters; a path or a hash, which has no spaces to wrap at
_TOP = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop


class Facts(QWidget):
    """A table of two columns without lines."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = spaced(QGridLayout(self), theme, gap=GROUP / 2)
        self._grid.setColumnStretch(1, 1)
        self._rows: tuple[tuple[str, str], ...] = ()
        theme.changed.connect(self._fill)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        return self._rows

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show these."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self._fill()

    def _fill(self) -> None:
        while item := self._grid.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, (name, value) in enumerate(self._rows):
            label = QLabel(name)
            label.setProperty("role", "muted")
            label.setContentsMargins(0, 0, self._theme.px(GROUP), 0)
            label.setAlignment(_TOP)
            self._grid.addWidget(label, number, 0)
            self._grid.addWidget(_value(name, value), number, 1)


def _value(name: str, text: str) -> QLabel:
    if any(len(word) > _LONG_WORD for word in text.split()):
        label: QLabel = ElidedLabel(_LONG_WORD)
        label.setText(text)
    else:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setWordWrap(True)
        label.setAlignment(_TOP)
    label.setToolTip(plain_tip(text))
    label.setAccessibleName(f"{name}: {text}")
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label
