"""The rows with their verdicts, and what filters them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.tables.run_view import NOT_JUDGED, Wanted
from desktop_lm.tables.summary import UNSURE
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table.rows_model import LABEL, NUMBER, SHARE, TEXT, RowsModel
from desktop_lm.ui.sentiment.table.table_words import class_name
from desktop_lm.ui.sentiment.table.whole_row import WholeRow
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import QuietButton

_WIDTHS = {NUMBER: 64, LABEL: 96, SHARE: 56, TEXT: 360}  # units
_TYPING_MS = 250


class RowsView(QWidget):
    """A table one can sort by its heads and filter by class, group and words."""

    def __init__(self, theme: Theme, model: RowsModel, groups: list[str]) -> None:
        super().__init__()
        self._theme = theme
        self.model = model
        self.classes = QComboBox()
        self.classes.setAccessibleName(self.tr("Show the class"))
        self.classes.addItem(self.tr("All classes"), "")
        for label in (*model.about.labels, UNSURE, NOT_JUDGED):
            self.classes.addItem(class_name(label), label)
        self.groups = QComboBox()
        self.groups.setAccessibleName(self.tr("Show the group"))
        self.groups.addItem(self.tr("All groups"), "")
        for name in groups:
            self.groups.addItem(name, name)
        self.search = QLineEdit()
        self.search.setProperty("role", "field")
        self.search.setPlaceholderText(self.tr("Search the texts"))
        self.search.setAccessibleName(self.tr("Search the texts"))
        self.search.setToolTip(
            self.tr("Parts of words, in any case; in quotation marks only whole words")
        )
        self.search.setClearButtonEnabled(True)
        self.all_button = QuietButton(theme, "x", self.tr("Show all"), self.tr("Show all rows"))
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.whole = WholeRow(theme, model)
        self._chosen: int | None = None  # while another order comes into force
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self.table = self._make_table()
        self._lay_out()
        self._connect()

    def show_only(self, wanted: Wanted) -> None:
        """Show what is behind a picture's part; the choosers follow."""
        with (
            QSignalBlocker(self.classes),
            QSignalBlocker(self.groups),
            QSignalBlocker(self.search),
        ):
            self.classes.setCurrentIndex(max(0, self.classes.findData(wanted.label)))
            self.groups.setCurrentIndex(max(0, self.groups.findData(wanted.group)))
            self.search.setText(wanted.search)
        self._ask(wanted)

    def _ask(self, wanted: Wanted) -> None:
        former = self.model.wanted
        self.model.show_wanted(replace(wanted, order=former.order, descending=former.descending))

    def _filter(self) -> None:
        """By the choosers, within the stretch of time that is shown."""
        self._ask(
            replace(
                self.model.wanted,
                row=None,
                label=str(self.classes.currentData() or ""),
                group=str(self.groups.currentData() or ""),
                search=self.search.text(),
            )
        )

    def menu_at(self, index: QModelIndex) -> QMenu:
        """What can be done with a cell, for those as well who reach no head of a column by keys."""
        menu = QMenu(self)
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        orders = (
            (self.tr("&Sort by “{name}”"), up),
            (self.tr("Sort &backwards by “{name}”"), down),
        )
        name = self.model.headerData(index.column(), Qt.Orientation.Horizontal)
        for words, order in orders:
            action = menu.addAction(words.format(name=str(name).replace("&", "&&")))
            action.setEnabled(self.model.is_sorted_by(index.column()))
            action.triggered.connect(partial(self.table.sortByColumn, index.column(), order))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _show_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if index.isValid():
            self.menu_at(index).popup(self.table.viewport().mapToGlobal(place))

    def _keep_chosen(self) -> None:
        self._chosen = self.model.id_at(self.table.currentIndex().row())

    def _choose_again(self) -> None:
        """The row that was chosen is so in another order too, wherever one has scrolled to."""
        position = self.model.position_of(self._chosen)
        if position >= 0:
            self.table.setAutoScroll(False)
            self.table.selectRow(position)
            self.table.setAutoScroll(True)
        self.whole.show_row(position)

    def _show_whole(self, index: QModelIndex) -> None:
        self.whole.show_row(index.row())

    def _keep_arrow(self, column: int, _order: Qt.SortOrder) -> None:
        """A click on a column that rows cannot be ordered by changes nothing."""
        wanted = self.model.wanted
        former = self.model.column_of(wanted.order)
        if former is None or self.model.is_sorted_by(column):
            return
        down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
        head = self.table.horizontalHeader()
        with QSignalBlocker(head):
            head.setSortIndicator(former, down if wanted.descending else up)

    def _ordered(self) -> None:
        wanted = self.model.wanted
        everything = Wanted(order=wanted.order, descending=wanted.descending)
        self.all_button.setVisible(wanted != everything)
        rows = self.model.rowCount()
        words = numbers.counted(rows, self.tr("{count} row"), self.tr("{count} rows"))
        self.count.setText(self._within(words, wanted))

    def _within(self, rows: str, wanted: Wanted) -> str:
        """How many rows, and of which days where only those of some are shown."""
        if not wanted.since:
            return rows
        if not wanted.until:
            return self.tr("{rows} from {day} on").format(rows=rows, day=wanted.since)
        last = (date.fromisoformat(wanted.until) - timedelta(days=1)).isoformat()
        if last == wanted.since:
            return self.tr("{rows} of {day}").format(rows=rows, day=last)
        words = self.tr("{rows} from {day} to {last}")
        return words.format(rows=rows, day=wanted.since, last=last)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName(self.tr("Rows"))
        table.setProperty("role", "table")
        table.setModel(self.model)
        table.setSortingEnabled(True)
        table.horizontalHeader().setSortIndicator(NUMBER, Qt.SortOrder.AscendingOrder)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._theme.px(26))
        table.setShowGrid(False)
        table.horizontalHeader().setStretchLastSection(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, self._theme.px(width))
        return table

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        head.addWidget(self.classes)
        head.addWidget(self.groups)
        head.addWidget(self.search, 1)
        head.addWidget(self.all_button)
        head.addWidget(self.count)
        column = spaced(QVBoxLayout(self), self._theme, gap=GROUP)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole)
        self.whole.hide()
        self.all_button.hide()
        self.groups.setVisible(self.groups.count() > 1)  # not before: it would be a window

    def _connect(self) -> None:
        self.classes.currentIndexChanged.connect(self._filter)
        self.groups.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._typing.start)
        self.search.returnPressed.connect(self._filter)
        self._typing.timeout.connect(self._filter)
        self.all_button.clicked.connect(lambda: self.show_only(Wanted()))
        self.model.ordered.connect(self._ordered)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.model.modelAboutToBeReset.connect(self._keep_chosen)
        self.model.modelReset.connect(self._choose_again)
        self.model.dataChanged.connect(lambda: self._show_whole(self.table.currentIndex()))
        self.table.selectionModel().currentRowChanged.connect(self._show_whole)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._keep_arrow)
