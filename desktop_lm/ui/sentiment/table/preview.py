"""What a table looks like before it is judged: what was found out, and the columns to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_lm import bootstrap
from desktop_lm.jobs.sentiment.table_run import RunOrder, progress_file, sample
from desktop_lm.tables.columns import Columns, DayOrder, day_order, guess
from desktop_lm.tables.open_table import Reading, open_table
from desktop_lm.tables.row import Facts, Row
from desktop_lm.tasks.sentiment.method import Mode
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table import table_words
from desktop_lm.ui.sentiment.table.date_order import DateOrderChoice
from desktop_lm.ui.sentiment.table.reading_choices import ReadingChoices
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.widgets.chooser import chooser
from desktop_lm.ui.widgets.labels import plain_label
from desktop_lm.ui.widgets.save_dialog import ask_where_to_save

_SHOWN_ROWS, _SHOWN_CHARACTERS = 20, 200
START = QKeySequence.fromString("Ctrl+Return")


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a table; ``orders`` has for each column what its dates tell."""

    names: tuple[str, ...]
    facts: Facts
    rows: tuple[Row, ...]
    guessed: Columns
    orders: tuple[DayOrder, ...]
    profiles: tuple[str, ...] = ()


def look_at(path: Path, reading: Reading) -> Look:
    """Read the beginning of ``path``. Raises what ``open_table`` does."""
    table = open_table(path, reading)
    rows = sample(table)
    guessed = guess(table.columns, rows)
    shown = tuple(rows[:_SHOWN_ROWS])
    orders = tuple(day_order(row.cells[at] for row in rows) for at in range(len(table.columns)))
    profiles = tuple(bootstrap.profiles().names())
    return Look(table.columns, table.facts, shown, guessed, orders, profiles)


class Preview(QWidget):
    """``reading_asked`` carries another way to read the file, ``start_asked`` the order;
    ``changed`` follows every choice."""

    reading_asked = Signal(object)
    start_asked = Signal(object)
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._path = Path()
        self.target_path = Path()
        self._replaced = Path()  # what the results may take the place of, as somebody said
        self._reading = Reading()
        self._seen: Facts | None = None
        self._guessed = ("", "", "")  # columns for text, date and group
        self._orders: tuple[DayOrder, ...] = ()  # of each column
        self.facts = QLabel()
        self.facts.setAccessibleName(self.tr("What was found out of the file"))
        self.remarks = plain_label()
        self.remarks.setProperty("role", "muted")
        self.remarks.setWordWrap(True)
        self.text = chooser(self.tr("Column of the texts"))
        self.date = chooser(self.tr("Column of the dates"))
        self.date_order = DateOrderChoice(self)
        self.group = chooser(self.tr("Column of the groups"))
        self.reading = ReadingChoices(self)
        self.judge = chooser(self.tr("How the texts are judged"))
        self.rows = QTableWidget()
        self.rows.setAccessibleName(self.tr("First rows"))
        self.rows.setProperty("role", "table")
        self.rows.horizontalHeader().setHighlightSections(False)
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.rows.setTabKeyNavigation(False)
        self.rows.verticalHeader().hide()
        self.rows.setShowGrid(False)
        self.rows.setWordWrap(False)
        self.rows.horizontalHeader().setStretchLastSection(True)
        self.target = plain_label()
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
        self._path, self.target_path, self._reading = path, target, reading
        self._seen = look.facts
        self.facts.setText(table_words.facts(look.facts))
        guessed = look.guessed
        self._orders = look.orders
        _fill(self.text, look.names, guessed.text, none="")
        none = self.tr("none")
        _fill(self.date, look.names, guessed.date, none=none)
        _fill(self.group, look.names, guessed.group, none=none)
        self._guessed = self._columns
        self._fill_judges(look.profiles)
        self.reading.show_facts(reading, look.facts)
        self.date_order.choose(reading.month_first)
        self._show_date_order()
        self._fill_rows(look)
        self._show_target()
        self._mark_text()

    @property
    def can_start(self) -> bool:
        """Whether what is shown is what would be judged."""
        return self.start_button.isEnabled()

    def wait_for_look(self, *, waits: bool) -> None:
        """Another look is on its way, or not any more: columns are not chosen unseen."""
        self.start_button.setDisabled(waits)
        self.again_button.setDisabled(waits)

    def choose(self, order: RunOrder) -> None:
        """Choose as in ``order``, as far as there is such a column or profile."""
        names = (order.text, order.date, order.group)
        for box, name in zip(self._column_boxes, names, strict=True):
            box.setCurrentIndex(max(0, box.findData(name)))
        methods = [self.judge.itemData(at) for at in range(self.judge.count())]
        if order.method in methods:
            self.judge.setCurrentIndex(methods.index(order.method))

    def show_read_otherwise(self, reading: Reading, look: Look) -> None:
        """Show the same table read in another way: columns that somebody chose, and did not just
        leave as they were guessed, stay chosen where there still are such."""
        before = tuple(zip(self._columns, self._guessed, strict=True))
        self.show_look(self._path, self.target_path, reading, look)
        for box, (name, guessed) in zip(self._column_boxes, before, strict=True):
            if name != guessed and (at := box.findData(name)) >= 0:
                box.setCurrentIndex(at)

    def order(self, *, resume: bool) -> RunOrder:
        """What is asked for by the choosers."""
        text, date, group = self._columns
        return RunOrder(
            source=self._path,
            target=self.target_path,
            text=text,
            date=date,
            group=group,
            reading=replace(self._reading, month_first=self.date_order.month_first),
            method=dict(self.judge.currentData()),
            resume=resume,
            overwrite=not resume or self.target_path == self._replaced,
            seen=self._seen,
        )

    def _show_date_order(self) -> None:
        """What the dates of the column that is chosen tell."""
        at = self.date.currentIndex() - 1
        self.date_order.show_order(self._orders[at] if at >= 0 else DayOrder())
        self._form.setRowVisible(self.date_order.box, self.date_order.is_there)
        self._show_remarks()

    def _show_remarks(self) -> None:
        remarks = self._seen.remarks if self._seen else ()
        words = [*map(table_words.remark, remarks), self.date_order.remark()]
        self.remarks.setText(" ".join(filter(None, words)))
        self.remarks.setVisible(any(words))

    @property
    def _column_boxes(self) -> tuple[QComboBox, QComboBox, QComboBox]:
        return self.text, self.date, self.group

    @property
    def _columns(self) -> tuple[str, str, str]:
        """What is chosen for text, date and group; "" for none."""
        return _chosen(self.text), _chosen(self.date), _chosen(self.group)

    def _ask_reading(self, reading: Reading) -> None:
        self.reading_asked.emit(replace(reading, month_first=self.date_order.month_first))

    def _fill_judges(self, profiles: tuple[str, ...]) -> None:
        """Fast, thorough, and what the user taught."""
        chosen = self.judge.currentText()
        self.judge.clear()
        self.judge.addItem(self.tr("fast"), _method(Mode.FAST))
        self.judge.addItem(self.tr("thorough (slower)"), _method(Mode.THOROUGH))
        for name in profiles:
            self.judge.addItem(name, _method(Mode.FAST, name))
        self.judge.setCurrentIndex(max(0, self.judge.findText(chosen)))

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
        self.target.setText(self.tr("Results go to {name}").format(name=self.target_path.name))
        self.target.setToolTip(str(self.target_path))
        begun = progress_file(self.target_path).exists()
        self.again_button.setVisible(begun)
        self.start_button.setText(self.tr("&Continue") if begun else self.tr("&Start"))

    def _choose_target(self) -> None:
        chosen = ask_where_to_save(
            self,
            self.tr("Results go to"),
            str(self.target_path),
            self.target_path.suffix,
            self.tr("Tables (*.csv *.tsv *.xlsx)"),
        )
        if chosen:
            self.target_path = self._replaced = Path(chosen)
            self._show_target()
            self.changed.emit()

    def _lay_out(self) -> None:
        self._form = form = spaced(QFormLayout(), self._theme, gap=GROUP)
        form.addRow(self.tr("Te&xts"), self.text)
        form.addRow(self.tr("&Dates"), self.date)
        form.addRow(self.tr("Date o&rder"), self.date_order.box)
        form.addRow(self.tr("&Groups"), self.group)
        form.addRow(self.tr("&Judged"), self.judge)
        self.reading.add_to(form)
        choices = spaced(QVBoxLayout(), self._theme, gap=GROUP)
        choices.addLayout(form)
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
        for box in (*self._column_boxes, self.judge):
            box.currentIndexChanged.connect(self.changed)
        self.date.currentIndexChanged.connect(self._show_date_order)
        self.date_order.changed.connect(self._show_remarks)
        self.date_order.changed.connect(self.changed)
        self.reading.changed.connect(self._ask_reading)
        self.target_button.clicked.connect(self._choose_target)
        self.start_button.clicked.connect(lambda: self.start_asked.emit(self.order(resume=True)))
        self.again_button.clicked.connect(lambda: self.start_asked.emit(self.order(resume=False)))


def _method(mode: Mode, profile: str = "") -> dict[str, str]:
    return {"mode": mode.value, "profile": profile}


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
