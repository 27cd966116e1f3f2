"""Makes a model smaller: which type, how far it is, and what was won and lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.errors import Code
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.models import model_words
from desktop_lm.ui.models.library.chores import Chores, Kind
from desktop_lm.ui.models.shrink import shrink_words
from desktop_lm.ui.models.shrink.shrinking import UNQUANTISED, Made, Shrinking
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.widgets.labels import plain_label
from desktop_lm.ui.widgets.signs import Sign, SignLabel
from desktop_lm.ui.widgets.wide_meter import WideMeter

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.jobs.model_files.model_bench import ModelFigures
    from desktop_lm.messages import WeightType
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.ui.look.theme import Theme

_WIDTH = 480  # units
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class ShrinkDialog(QDialog):
    """``made`` carries the path of the new file. Closing it breaks the work off."""

    made = Signal(str)

    def __init__(
        self, theme: Theme, entry: Entry, shrinking: Shrinking, chores: Chores, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Make {name} smaller").format(name=entry.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._entry = entry
        self._shrinking = shrinking
        self._chores = chores
        self._accepted: set[Code] = set()
        self.types: dict[WeightType, QRadioButton] = {}
        self._choices = self._make_choices()
        self.compare = QCheckBox(self.tr("Then &compare speed and quality on this computer"))
        self.compare.setChecked(True)
        self._warning = SignLabel(theme)
        self._words = plain_label()
        self._words.setWordWrap(True)
        self._meter = WideMeter(theme, self.tr("Progress"))
        self._table = QWidget()
        self._grid = spaced(QGridLayout(self._table), theme, gap=GROUP / 2)
        self.start = MainButton(
            self.tr("&Make it"), self.tr("The present file stays as it is"), QKeySequence()
        )
        self.start.clicked.connect(self._start)
        for button in self.types.values():
            button.toggled.connect(self._forget_objections)
        self.stop = QuietButton(theme, "", self.tr("&Stop"))
        self.stop.clicked.connect(self._break_off)
        self._lay_out()
        self._warn()
        chores.changed.connect(self._show_progress)
        self._show_progress()
        # The fonts come to the widgets in the turn after.
        theme.changed.connect(lambda: QTimer.singleShot(0, self, self._fit))
        self._say("")

    @property
    def text(self) -> str:
        """What is said now."""
        return self._words.text()

    @property
    def lines(self) -> list[str]:
        """The texts of the table, one after the other."""
        return [label.text() for label in self._table.findChildren(QLabel)]

    def done(self, result: int) -> None:
        """Break off what runs for this dialog."""
        if self._is_mine():
            self._chores.stop()
        super().done(result)

    def _start(self) -> None:
        kind = next(kind for kind, button in self.types.items() if button.isChecked())
        self._clear_table()
        self._say("")
        work = partial(self._shrinking.make, self._entry, kind, frozenset(self._accepted))
        self._chores.start(Kind.SHRINK, self._entry.path, work, self._made, self._failed)

    def _break_off(self) -> None:
        """A file that is made already stays, with what is said of it."""
        if self._chores.now is not None and self._chores.now.kind is Kind.SHRINK:
            self._say(self.tr("Stopped. Nothing is left of it."))
        self._chores.stop()

    def _made(self, made: Made) -> None:
        self._forget_objections()
        self._say(shrink_words.made(made.path, made.fallbacks))
        self.made.emit(made.path)
        if self.compare.isChecked():
            work = partial(self._shrinking.compare, [self._entry.path, made.path])
            path, failed = self._entry.path, self._not_compared
            self._chores.start(Kind.COMPARE, path, work, self._compared, failed)

    def _compared(self, figures: Sequence[ModelFigures]) -> None:
        for row, line in enumerate(shrink_words.table(figures)):
            for column, text in enumerate(line):
                label = plain_label(text)
                if row == 0 or column == 0:
                    label.setProperty("role", "muted")
                if column:
                    label.setAlignment(_END)
                self._grid.addWidget(label, row, column)
        self._table.show()
        self._say(f"{self.text} {shrink_words.conclusion(figures)}".strip())

    def _clear_table(self) -> None:
        """What was compared before is of another file."""
        while item := self._grid.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._table.hide()

    def _not_compared(self, error: AppError) -> None:
        """The file was made all the same."""
        self._say(f"{self.text} {sentence(error)}")

    def _failed(self, error: AppError) -> None:
        """What one may object to is done when it is asked for once more."""
        self._say(shrink_words.refusal(error))
        if error.code in (Code.NOT_SMALLER, Code.TARGET_EXISTS):
            self._accepted.add(error.code)
            self.start.setText(
                self.tr("&Replace it")
                if error.code is Code.TARGET_EXISTS
                else self.tr("Make it all the &same")
            )

    def _forget_objections(self) -> None:
        self._accepted.clear()
        self.start.setText(self.tr("&Make it"))

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._fit()

    def _fit(self) -> None:
        """As high as what is in it; words wrap at this width."""
        width = max(self._theme.px(_WIDTH), self.minimumSizeHint().width())
        self.resize(width, self._layout.totalHeightForWidth(width))

    def _is_mine(self) -> bool:
        now = self._chores.now
        return (
            now is not None
            and now.path == self._entry.path
            and now.kind in (Kind.SHRINK, Kind.COMPARE)
        )

    def _show_progress(self) -> None:
        mine, now = self._is_mine(), self._chores.now
        if mine and now is not None:
            words = model_words.chore(now)
            self._meter.show_share(now.share, words)
            self.stop.setToolTip(words)
            self._progress.setText(words)
        changes = mine is self._meter.isHidden()
        for widget in (self._meter, self.stop, self._progress):
            widget.setVisible(mine)
        if changes:
            self._fit()
        self.start.setEnabled(now is None)
        self._choices.setEnabled(now is None)
        self.compare.setEnabled(now is None)

    def _warn(self) -> None:
        kind = self._entry.facts.quantisation
        quantised = bool(kind) and kind not in UNQUANTISED
        self._warning.setVisible(quantised)
        words = self.tr(
            "This file is rounded to {kind} already. Rounding once more loses more than a file "
            "of 16 bits would; where there is one, take that."
        )
        self._warning.show_sign(Sign.FAIR, words.format(kind=kind))

    def _make_choices(self) -> QWidget:
        box = QWidget()
        grid = spaced(QGridLayout(box), self._theme, gap=GROUP)
        for row, (kind, words) in enumerate(shrink_words.types().items()):
            button = QRadioButton(kind.value, box)
            button.setAccessibleDescription(words)
            button.setChecked(row == 0)
            label = QLabel(words)
            label.setProperty("role", "muted")
            grid.addWidget(button, row, 0)
            grid.addWidget(label, row, 1)
            self.types[kind] = button
        grid.setColumnStretch(1, 1)
        return box

    def _lay_out(self) -> None:
        theme = self._theme
        self._progress = QLabel()
        self._progress.setProperty("role", "muted")
        self._table.hide()
        foot = spaced(QHBoxLayout(), theme, gap=GROUP)
        foot.addWidget(self._progress, 1)
        foot.addStretch()
        foot.addWidget(self.stop)
        foot.addWidget(self.start)
        layout = spaced(QVBoxLayout(self), theme, gap=SECTION, margins=(EDGE,) * 4)
        self._layout = layout
        for part in (
            self._warning,
            self._choices,
            self.compare,
            self._words,
            self._table,
            self._meter,
        ):
            layout.addWidget(part)
        layout.addLayout(foot)
