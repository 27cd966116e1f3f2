"""What was predicted beside what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.memory import memory_words
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.labels import plain_label

if TYPE_CHECKING:
    from desktop_lm.messages import MemoryParts
    from desktop_lm.storage.memory_record import Comparison
    from desktop_lm.ui.models.loaded_models import LoadedModel

_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
_Line = tuple[str, str, str, str]


class MeasuredTable(QWidget):
    """Hidden while nothing was measured."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._grid = spaced(QGridLayout(self), theme, gap=GROUP / 2)
        self._theme = theme
        self._lines: tuple[_Line, ...] = ()
        theme.changed.connect(self._fill)
        self.hide()

    @property
    def lines(self) -> tuple[_Line, ...]:
        """Name, predicted, measured, difference of each line."""
        return self._lines

    def show_figures(self, comparison: Comparison | None, loaded: LoadedModel | None) -> None:
        """Show what was measured with the whole context in use, else what llama.cpp said it
        allocated for the model as it is loaded now."""
        lines: tuple[_Line, ...] = ()
        if comparison is not None:
            predicted, measured = comparison.predicted, comparison.measured
            total = _line(self.tr("In all"), predicted.total, measured.total)
            lines = (*_parts(predicted, measured), total)
        elif loaded is not None and loaded.plan is not None and loaded.taken is not None:
            lines = _parts(loaded.plan.parts, loaded.taken)
        self.setVisible(bool(lines))
        if lines != self._lines:
            self._lines = lines
            self._fill()

    def _fill(self) -> None:
        while item := self._grid.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not self._lines:
            return
        heads = ("", self.tr("Predicted"), self.tr("Measured"), self.tr("Difference"))
        for row, line in enumerate((heads, *self._lines)):
            for column, text in enumerate(line):
                label = plain_label(text)
                if row == 0 or column in (0, len(heads) - 1):
                    label.setProperty("role", "muted")
                if column:
                    label.setAlignment(_END)
                    label.setContentsMargins(self._theme.px(SECTION), 0, 0, 0)
                self._grid.addWidget(label, row, column)
        self._grid.setColumnStretch(len(heads), 1)


def _parts(predicted: MemoryParts, measured: MemoryParts) -> tuple[_Line, ...]:
    """A line for each part that both know of."""
    return tuple(
        _line(name, getattr(predicted, field), getattr(measured, field))
        for field, name in memory_words.part_names().items()
        if getattr(predicted, field) and getattr(measured, field)
    )


def _line(name: str, predicted: int, measured: int) -> _Line:
    return (
        name,
        numbers.size(predicted),
        numbers.size(measured),
        memory_words.error_share(predicted, measured),
    )
