"""The pictures beside the rows: one at a time, chosen by name."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.tables.run_view import Wanted
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table.charts.bar_chart import BarChart
from desktop_lm.ui.sentiment.table.charts.figures import Figures
from desktop_lm.ui.sentiment.table.charts.picture import Kind, picture_of
from desktop_lm.ui.sentiment.table.table_words import ends_of, lean_words
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.flow import Flow

_TEXT_CHARACTERS = 160
_WANTED = Qt.ItemDataRole.UserRole


class ChartPanel(QWidget):
    """``chosen`` carries which rows to show."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._figures: Figures | None = None
        self.kind: Kind | None = Kind.SHARES  # None: the texts at the ends of the scale
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.chart = BarChart(theme.colours)
        self.texts = QListWidget()
        self.texts.setProperty("role", "text")
        self.texts.setAccessibleName(self.tr("Texts at the ends of the scale"))
        self.texts.setWordWrap(True)
        self._stack = QStackedWidget()
        for widget in (self.chart, self.texts, self.nothing):
            self._stack.addWidget(widget)
        self.choices = self._make_choices()
        self.export_button = QuietButton(
            theme, "download", self.tr("E&xport…"), self.tr("Save chart, rows or a report")
        )
        self._lay_out()
        self.chart.chosen.connect(self.chosen)
        self.texts.itemActivated.connect(self._text_chosen)
        self.texts.itemClicked.connect(self._text_chosen)
        theme.changed.connect(self._draw)

    @property
    def figures(self) -> Figures | None:
        """What is drawn."""
        return self._figures

    def show_figures(self, figures: Figures) -> None:
        """Draw these; a picture that has not changed stays as it is."""
        if figures != self._figures:
            self._figures = figures
            self._draw()

    def show_kind(self, kind: Kind | None) -> None:
        """Turn to another picture."""
        self.kind = kind
        self._draw()

    def _draw(self) -> None:
        if self._figures is None:
            return
        if self.kind is None:
            self.title.setText(ends_of(self._figures.labels).both)
            self.title.show()
            self._fill_texts(self._figures)
            self._stack.setCurrentWidget(self.texts)
            return
        picture = picture_of(self.kind, self._figures)
        self.title.setText(picture.title)
        self.title.setVisible(not picture.bars)  # a chart has its own, for when it is exported
        if picture.bars:
            self.chart.show_picture(picture, self._theme.colours)
            self._stack.setCurrentWidget(self.chart)
        else:
            self.nothing.setText(self._why_empty(self.kind))
            self._stack.setCurrentWidget(self.nothing)

    def _why_empty(self, kind: Kind) -> str:
        return {
            Kind.SHARES: self.tr("Nothing is judged yet."),
            Kind.TREND: self.tr("No column of dates was chosen, or no date could be read."),
            Kind.GROUPS: self.tr("No column of groups was chosen."),
            Kind.WORDS: self.tr("There are too few texts yet to tell words apart."),
        }[kind]

    def _fill_texts(self, figures: Figures) -> None:
        self.texts.clear()
        for extreme in (*figures.lowest, *figures.highest):
            text = " ".join(extreme.text.split())
            shown = text if len(text) <= _TEXT_CHARACTERS else text[:_TEXT_CHARACTERS] + "…"
            line = self.tr("{lean}  Row {row}: {text}").format(
                lean=lean_words(extreme.lean, figures.labels),
                row=numbers.whole(extreme.number),
                text=shown,
            )
            item = QListWidgetItem(line)
            item.setData(_WANTED, Wanted(row=extreme.row_id))
            self.texts.addItem(item)

    def _text_chosen(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_WANTED))

    def _make_choices(self) -> Flow:
        flow = Flow(self._theme, GROUP / 2)
        group = QButtonGroup(self)
        group.setExclusive(True)
        for kind, name in (
            (Kind.SHARES, self.tr("Shares")),
            (Kind.TREND, self.tr("Trend")),
            (Kind.GROUPS, self.tr("Groups")),
            (Kind.WORDS, self.tr("Words")),
            (None, self.tr("Texts")),
        ):
            button = QuietButton(self._theme, "", name)
            button.setCheckable(True)
            button.setChecked(kind is self.kind)
            button.clicked.connect(partial(self.show_kind, kind))
            group.addButton(button)
            flow.add(button)
        return flow

    def _lay_out(self) -> None:
        column = spaced(
            QVBoxLayout(self), self._theme, gap=GROUP, margins=(SECTION, 0, EDGE, SECTION)
        )
        column.addWidget(self.choices)
        column.addWidget(self.title)
        column.addWidget(self._stack, 1)
        column.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTrailing)
