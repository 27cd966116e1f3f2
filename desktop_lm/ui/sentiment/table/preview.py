"""What a table looks like before it is judged: what was found out, and the columns to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_lm import bootstrap
from desktop_lm.jobs.table_run import RunOrder, progress_file, sample
from desktop_lm.tables.columns import Columns, guess
from desktop_lm.tables.open_table import Reading, open_table
from desktop_lm.tables.row import Facts, Row
from desktop_lm.tasks.sentiment.method import Mode
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table import table_words
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton

_SHOWN_ROWS, _SHOWN_CHARACTERS = 20, 200
_ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "gb18030", "big5", "cp932", "utf-16")
_SEPARATORS = (",", ";", "\t", "|")
START = QKeySequence.fromString("Ctrl+Return")


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a table."""

    names: tuple[str, ...]
    facts: Facts
    rows: tuple[Row, ...]
    guessed: Columns
    profiles: tuple[str, ...] = ()


def look_at(path: Path, reading: Reading) -> Look:
    """Read the beginning of ``path``. Raises what ``open_table`` does."""
    table = open_table(path, reading)
    rows = sample(table)
    guessed = guess(table.columns, rows)
    shown = tuple(rows[:_SHOWN_ROWS])
    profiles = tuple(bootstrap.profiles().names())
    return Look(table.columns, table.facts, shown, guessed, profiles)


class Preview(QWidget):
    """``reading_asked`` carries another way to read the file, ``start_asked`` the order."""

    reading_asked = Signal(object)
    start_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._path = Path()
        self._target = Path()
        self._reading = Reading()
        self.facts = QLabel()
        self.facts.setAccessibleName(self.tr("What was found out of the file"))
        self.remarks = QLabel()
        self.remarks.setProperty("role", "muted")
        self.remarks.setWordWrap(True)
        self.text = _chooser(self.tr("Column of the texts"))
        self.date = _chooser(self.tr("Column of the dates"))
        self.group = _chooser(self.tr("Column of the groups"))
        self.separator = _chooser(self.tr("Sign between the cells"))
        self.encoding = _chooser(self.tr("Encoding"))
        self.judge = _chooser(self.tr("How the texts are judged"))
        self.header = QCheckBox(self.tr("The first row names the columns"))
        self.rows = QTableWidget()
        self.rows.setAccessibleName(self.tr("First rows"))
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.setTabKeyNavigation(False)
        self.rows.verticalHeader().hide()
        self.rows.setShowGrid(False)
        self.rows.setWordWrap(False)
        self.rows.horizontalHeader().setStretchLastSection(True)
        self.target = QLabel()
        self.target.setProperty("role", "muted")
        self.target.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.target_button = QuietButton(theme, "", self.tr("Cha&nge…"), self.tr("Results go to"))
        self.again_button = QuietButton(
            theme, "", self.tr("Start &again"), self.tr("Forget the run that was broken off")
        )
        self.start_button = MainButton(self.tr("&Start"), self.tr("Judge each row"), START)
        self._lay_out()
        self._connect()

    def show_look(self, path: Path, target: Path, reading: Reading, look: Look) -> None:
        """Show a table's beginning."""
        self._path, self._target, self._reading = path, target, reading
        self.facts.setText(table_words.facts(look.facts))
        words = [table_words.remark(each) for each in look.facts.remarks]
        self.remarks.setText(" ".join(words))
        self.remarks.setVisible(bool(words))
        guessed = look.guessed
        _fill(self.text, look.names, guessed.text, none="")
        none = self.tr("none")
        _fill(self.date, look.names, guessed.date, none=none)
        _fill(self.group, look.names, guessed.group, none=none)
        self._fill_judges(look.profiles)
        self._fill_reading(look.facts)
        self._fill_rows(look)
        self._show_target()
        self._mark_text()

    def order(self, *, resume: bool) -> RunOrder:
        """What is asked for by the choosers."""
        return RunOrder(
            source=self._path,
            target=self._target,
            text=_chosen(self.text),
            date=_chosen(self.date),
            group=_chosen(self.group),
            reading=self._reading,
            method=dict(self.judge.currentData()),
            resume=resume,
            overwrite=not resume,
        )

    def _fill_judges(self, profiles: tuple[str, ...]) -> None:
        """Fast, thorough, and what the user taught."""
        chosen = self.judge.currentText()
        self.judge.clear()
        self.judge.addItem(self.tr("fast"), _method(Mode.FAST))
        self.judge.addItem(self.tr("thorough (slower)"), _method(Mode.THOROUGH))
        for name in profiles:
            self.judge.addItem(name, _method(Mode.FAST, name))
        self.judge.setCurrentIndex(max(0, self.judge.findText(chosen)))

    def _fill_reading(self, facts: Facts) -> None:
        is_text = bool(facts.separator)
        with QSignalBlocker(self.separator), QSignalBlocker(self.encoding):
            with QSignalBlocker(self.header):
                self.header.setChecked(facts.has_header)
            self.separator.clear()
            for sign in _SEPARATORS:
                self.separator.addItem(table_words.separator(sign), sign)
            self.separator.setCurrentIndex(max(0, self.separator.findData(facts.separator)))
            self.encoding.clear()
            self.encoding.addItem(facts.encoding, self._reading.encoding)
            for codec in _ENCODINGS:
                self.encoding.addItem(codec.upper().replace("CP125", "Windows-125"), codec)
        self._form.setRowVisible(self.separator, is_text)
        self._form.setRowVisible(self.encoding, bool(facts.encoding))
        self.header.setVisible(is_text or bool(facts.sheet))

    def _fill_rows(self, look: Look) -> None:
        self.rows.clear()
        self.rows.setColumnCount(len(look.names))
        self.rows.setHorizontalHeaderLabels(look.names)
        self.rows.setRowCount(len(look.rows))
        for at, row in enumerate(look.rows):
            for column, cell in enumerate(row.cells):
                shown = " ".join(cell[:_SHOWN_CHARACTERS].split())
                self.rows.setItem(at, column, QTableWidgetItem(shown))
        self.rows.resizeColumnsToContents()
        widest = self._theme.px(360)
        for column in range(len(look.names)):
            if self.rows.columnWidth(column) > widest:
                self.rows.setColumnWidth(column, widest)

    def _mark_text(self) -> None:
        """The chosen column is told by its header's weight too."""
        for column in range(self.rows.columnCount()):
            head = self.rows.horizontalHeaderItem(column)
            if head is not None:
                font = head.font()
                font.setBold(head.text() == self.text.currentText())
                head.setFont(font)

    def _show_target(self) -> None:
        self.target.setText(self.tr("Results go to {name}").format(name=self._target.name))
        self.target.setToolTip(str(self._target))
        begun = progress_file(self._target).exists()
        self.again_button.setVisible(begun)
        self.start_button.setText(self.tr("&Continue") if begun else self.tr("&Start"))

    def _choose_target(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Results go to"),
            str(self._target),
            self.tr("Tables (*.csv *.tsv *.xlsx)"),
        )
        if chosen:
            self._target = Path(chosen)
            self._show_target()

    def _reading_changed(self) -> None:
        changed = replace(
            self._reading,
            separator=str(self.separator.currentData() or ""),
            encoding=str(self.encoding.currentData() or ""),
            header=self.header.isChecked(),
        )
        self.reading_asked.emit(changed)

    def _lay_out(self) -> None:
        self._form = spaced(QFormLayout(), self._theme, gap=GROUP)
        self._form.addRow(self.tr("Te&xts"), self.text)
        self._form.addRow(self.tr("&Dates"), self.date)
        self._form.addRow(self.tr("&Groups"), self.group)
        self._form.addRow(self.tr("&Judged"), self.judge)
        self._form.addRow(self.tr("Separated &by"), self.separator)
        self._form.addRow(self.tr("Enc&oding"), self.encoding)
        choices = spaced(QVBoxLayout(), self._theme, gap=GROUP)
        choices.addLayout(self._form)
        choices.addWidget(self.header)
        choices.addStretch(1)
        middle = spaced(QHBoxLayout(), self._theme, gap=SECTION)
        middle.addLayout(choices)
        middle.addWidget(self.rows, 1)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        foot.addWidget(self.target)
        foot.addWidget(self.target_button)
        foot.addStretch(1)
        foot.addWidget(self.again_button)
        foot.addWidget(self.start_button)
        column = spaced(QVBoxLayout(self), self._theme, gap=GROUP, margins=(EDGE, 0, EDGE, SECTION))
        column.addWidget(self.facts)
        column.addWidget(self.remarks)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.text.currentIndexChanged.connect(self._mark_text)
        self.separator.currentIndexChanged.connect(self._reading_changed)
        self.encoding.currentIndexChanged.connect(self._reading_changed)
        self.header.toggled.connect(self._reading_changed)
        self.target_button.clicked.connect(self._choose_target)
        self.start_button.clicked.connect(lambda: self.start_asked.emit(self.order(resume=True)))
        self.again_button.clicked.connect(lambda: self.start_asked.emit(self.order(resume=False)))


def _method(mode: Mode, profile: str = "") -> dict[str, str]:
    return {"mode": mode.value, "profile": profile}


def _chooser(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(16)
    return made


def _fill(box: QComboBox, names: Sequence[str], chosen: int, *, none: str) -> None:
    """The columns' names, before them ``none`` where that is a choice."""
    with QSignalBlocker(box):
        box.clear()
        if none:
            box.addItem(none, "")
        for name in names:
            box.addItem(name, name)
        box.setCurrentIndex(chosen + bool(none))


def _chosen(box: QComboBox) -> str:
    return str(box.currentData() or "")
