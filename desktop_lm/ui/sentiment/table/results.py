"""A run on the page: how far it is, its rows, and its pictures beside them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSplitter, QVBoxLayout, QWidget

from desktop_lm.jobs.sentiment.table_scoring import Progress
from desktop_lm.tables.run_view import group_names
from desktop_lm.ui.background import Background
from desktop_lm.ui.chunk_run import RunState
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.renewed import Renewed
from desktop_lm.ui.sentiment.table import table_words
from desktop_lm.ui.sentiment.table.charts.chart_panel import ChartPanel
from desktop_lm.ui.sentiment.table.charts.figures import read_figures
from desktop_lm.ui.sentiment.table.export_menu import Exports
from desktop_lm.ui.sentiment.table.rows_model import RowsModel
from desktop_lm.ui.sentiment.table.rows_view import RowsView
from desktop_lm.ui.sentiment.table.run_control import RunControl
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.labels import plain_label

_RENEW_MS = 2000
_FINE = 1000  # steps of the bar


class Results(QWidget):
    """Rows and pictures follow the verdicts every two seconds."""

    def __init__(self, theme: Theme, control: RunControl) -> None:
        super().__init__()
        self._theme = theme
        self.control = control
        self.model = RowsModel(theme, control.order.progress)
        self.rows = RowsView(theme, self.model, group_names(self.model.connection))
        self.bar = QProgressBar()
        self.bar.setRange(0, _FINE)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(theme.px(6))
        self.bar.setAccessibleName(self.tr("How far the table is"))
        self.words = plain_label()
        self.pause_button = QuietButton(theme, "square", self.tr("&Pause"))
        self.pause_button.setToolTip(self.tr("Pause; what was judged is kept"))
        self._renew = QTimer(self)
        self._renew.setSingleShot(True)
        self._renew.setInterval(_RENEW_MS)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._background = Background(self, threads=1)
        self.charts = ChartPanel(theme)
        order = control.order
        self._figures = Renewed(
            self._background, lambda: read_figures(order.progress), self.charts.show_figures
        )
        self.exports = Exports(
            self, order.progress, str(order.target.with_name(order.source.stem + ".report"))
        )
        self._lay_out()
        self._connect()
        self._figures.ask()
        self.model.show_wanted(self.model.wanted)

    def close_run(self) -> None:
        """Give the run's file back."""
        self._renew.stop()
        self._background.close()
        self.exports.close()
        self.model.close()

    def _show_progress(self, progress: Progress) -> None:
        counts = progress.counts
        self.bar.setValue(round(_FINE * counts.rows_done / max(1, counts.rows)))
        self._say(progress)
        if not self._renew.isActive():
            self._renew.start()

    def _show_state(self, state: RunState) -> None:
        paused = state is RunState.PAUSED
        self.pause_button.say(self.tr("&Continue") if paused else self.tr("&Pause"))
        self.pause_button.set_icon("play" if paused else "pause")
        self.pause_button.setVisible(state in (RunState.RUNNING, RunState.PAUSED))
        self.bar.setVisible(state is not RunState.DONE)
        if self.control.progress is not None:
            self._say(self.control.progress)
        if state is RunState.DONE:
            self._renewed()

    def _say(self, progress: Progress) -> None:
        words = table_words.progress(progress)
        state = self.control.state
        if state is RunState.PAUSED:
            words = self.tr("Paused. {words}").format(words=words)
        elif state is RunState.DONE:
            words = self.tr("{words}. Results are in {name}").format(
                words=words, name=self.control.order.target.name
            )
        self.words.setText(words)
        self.words.setToolTip(str(self.control.order.target))

    def _renewed(self) -> None:
        self.model.renew()
        self._figures.ask()

    def report(self) -> str:
        """The run on one page, as HTML."""
        from desktop_lm.ui.sentiment.table.report import Told, html_of

        figures, progress = self.charts.figures, self.control.progress
        assert figures is not None
        assert progress is not None
        model = Path(self.control.model).name
        return html_of(Told(self.model.about, figures, progress, model))

    def _show_exports(self) -> None:
        if self.charts.figures is None:
            return
        menu = self.exports.menu(self.charts.chart, lambda: self.model.wanted, self.report)
        button = self.charts.export_button
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().topLeft()))

    def _toggle(self) -> None:
        if self.control.state is RunState.PAUSED:
            self.control.go_on()
        else:
            self.control.pause()

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        head.addWidget(self.words)
        head.addWidget(self.pause_button)
        head.addStretch(1)
        left = QWidget()
        column = spaced(
            QVBoxLayout(left), self._theme, gap=GROUP, margins=(EDGE, 0, SECTION, SECTION)
        )
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.rows, 1)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.charts)
        self.splitter.setSizes([620, 380])
        spaced(QVBoxLayout(self), self._theme, gap=0).addWidget(self.splitter)

    def _connect(self) -> None:
        self.control.progressed.connect(self._show_progress)
        self.control.state_changed.connect(self._show_state)
        self.charts.export_button.clicked.connect(self._show_exports)
        self.charts.chosen.connect(self.rows.show_only)
        self.pause_button.clicked.connect(self._toggle)
        self._renew.timeout.connect(self._renewed)
