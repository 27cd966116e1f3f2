"""The Sentiment tab while a table is open: the preview first, then the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_lm.errors import AppError
from desktop_lm.jobs.events import JobChanged
from desktop_lm.jobs.sentiment.table_run import RunOrder, is_free
from desktop_lm.tables import run_database
from desktop_lm.tables.open_table import Reading
from desktop_lm.ui.background import Background
from desktop_lm.ui.chunk_run import RunState
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table import table_draft
from desktop_lm.ui.sentiment.table.preview import Look, Preview, look_at
from desktop_lm.ui.sentiment.table.results import Results
from desktop_lm.ui.sentiment.table.run_control import RunControl
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.labels import plain_label
from desktop_lm.ui.window.banner import Banner


class TablePage(QWidget):
    """``refused`` carries the AppError of a file that is no table; ``closed`` comes when the
    table is put away, ``changed`` whenever :meth:`snapshot` would tell something else."""

    refused = Signal(object)
    closed = Signal()
    changed = Signal()
    noticed = Signal(str)

    def __init__(self, theme: Theme, jobs: TabJobs) -> None:
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._background = Background(self, threads=1)
        self.banner = Banner(theme)
        self.path = Path()
        self._model = ""
        self._restored: tuple[RunOrder, bool] | None = None  # begun or not; until it is shown
        self._waits_for_model = False
        self._noticed: set[str] = set()  # of this run
        self.control: RunControl | None = None
        self.results: Results | None = None
        self.preview = Preview(theme)
        self._reading = plain_label()
        self._reading.setProperty("role", "invitation")
        self._reading.setContentsMargins(theme.px(EDGE), 0, 0, 0)
        self._reading.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # what had the focus is out of sight
        self.name = plain_label()
        self.name.setProperty("role", "title")
        self.close_button = QuietButton(
            theme, "x", self.tr("Close the &table"), self.tr("Back to single texts")
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self.preview.reading_asked.connect(self._look)
        self.preview.start_asked.connect(self._start)
        self.preview.changed.connect(self.changed)
        self.close_button.clicked.connect(self.close_table)

    def open(self, path: Path) -> None:
        """Show the preview of ``path``."""
        self._show_name(path)
        self._look(Reading())

    def use_model(self, path: str) -> None:
        """The tab uses the model in the file ``path``."""
        self._model = path
        if self._waits_for_model and self._restored is not None and path:
            order, _ = self._restored
            self._forget_restored()
            self._start(order, paused=True)

    def snapshot(self) -> dict[str, Any] | None:
        """The open table as JSON; None where it is only being looked at."""
        if self._restored is not None:
            order, begun = self._restored
            return table_draft.dump(order, begun=begun)
        if self.control is not None:
            return table_draft.dump(self.control.order, begun=True)
        if self._stack.currentWidget() is self.preview:
            return table_draft.dump(self.preview.order(resume=True), begun=False)
        return None

    def restore(self, order: RunOrder, *, begun: bool) -> None:
        """Show a table as it was left; a run that was begun is paused."""
        self._show_name(order.source)
        self._restored = order, begun
        self._background.run(
            lambda: look_at(order.source, order.reading),
            lambda look: self._show_restored(order, look, begun=begun),
            self._cannot_read,
            topic="look",
        )

    def start(self) -> None:
        """Begin with what is chosen, or go on."""
        if self.control is None:
            if self._stack.currentWidget() is self.preview and self.preview.can_start:
                self._start(self.preview.order(resume=True))
        elif self.control.state is RunState.PAUSED:
            self.control.go_on()

    def close_table(self) -> None:
        """Put the table away; a run that is not at its end can be continued later."""
        self._put_away()
        self.closed.emit()

    def shut(self) -> None:
        """The window closes: keep what there is."""
        self._end_run()
        self._background.close()

    def output(self, job: int, update: object) -> None:
        """An update of one of the tab's jobs."""
        if self.control is not None:
            self.control.output(job, update)

    def show_notice(self, job: int, words: str) -> bool:
        """Show what is to be known of the run, once; whether the job is one of the run's."""
        if self.control is None or not self.control.has(job):
            return False
        if words not in self._noticed:
            self._noticed.add(words)
            self.banner.show_note(words)
        return True

    def job_changed(self, event: JobChanged) -> bool:
        """Whether the job is one of the run's."""
        return self.control is not None and self.control.job_changed(event)

    def _look(self, reading: Reading) -> None:
        path = self.path
        self.preview.wait_for_look(waits=True)
        self._background.run(
            lambda: look_at(path, reading),
            lambda look: self._show_look(path, reading, look),
            self._cannot_read,
            topic="look",
        )

    def _show_look(self, path: Path, reading: Reading, look: Look) -> None:
        self.banner.hide()
        self.preview.wait_for_look(waits=False)
        if self._stack.currentWidget() is self.preview:  # read another way: all else stays
            self.preview.show_read_otherwise(reading, look)
            self.changed.emit()
            return
        self.preview.show_look(path, _free_target(path), reading, look)
        self._stack.setCurrentWidget(self.preview)
        self.preview.start_button.setFocus()
        self.changed.emit()

    def _show_restored(self, order: RunOrder, look: Look, *, begun: bool) -> None:
        self.preview.wait_for_look(waits=False)
        self.preview.show_look(order.source, order.target, order.reading, look)
        self.preview.choose(order)
        if begun and order.progress.exists():
            self._waits_for_model = True
            self._reading.setText(self.tr("The results are shown once the model is there."))
            self.use_model(self._model)
        else:
            self._forget_restored()
            self._stack.setCurrentWidget(self.preview)
            self.preview.start_button.setFocus()

    def _forget_restored(self) -> None:
        self._restored, self._waits_for_model = None, False

    def _cannot_read(self, error: AppError) -> None:
        self.preview.wait_for_look(waits=False)
        if self._stack.currentWidget() is self.preview:
            self.preview.reading.go_back()
            self.banner.show_error(sentence(error))
        else:
            self._forget_restored()
            self.closed.emit()
            self.refused.emit(error)

    def _start(self, order: RunOrder, *, paused: bool = False) -> None:
        if self.control is not None:
            return
        self.banner.hide()
        self._noticed.clear()
        self.control = control = RunControl(self._jobs, order, self._model)
        control.setParent(self)
        control.items_read.connect(self._say_rows)
        control.opened.connect(self._show_results)
        control.failed.connect(self._failed)
        control.state_changed.connect(self._tell_end)
        self._show_reading(self.tr("Reading the rows…"))
        control.start(paused=paused)

    def _say_rows(self, rows: int) -> None:
        one, many = self.tr("{count} row read…"), self.tr("{count} rows read…")
        self._reading.setText(numbers.counted(rows, one, many))

    def _show_results(self) -> None:
        assert self.control is not None
        self.results = Results(self._theme, self.control)
        self.results.exports.failed.connect(lambda error: self.banner.show_error(sentence(error)))
        self.results.exports.saved.connect(
            lambda path: self.banner.show_note(self.tr("Saved as {path}.").format(path=path))
        )
        self._stack.addWidget(self.results)
        self._stack.setCurrentWidget(self.results)
        self.results.rows.table.setFocus()
        self.changed.emit()

    def _tell_end(self, state: RunState) -> None:
        if state is RunState.DONE:
            self.noticed.emit(self.tr("{name} is judged.").format(name=self.path.name))

    def _failed(self, error: AppError) -> None:
        self.banner.show_error(sentence(error))
        if self.results is None:  # the run did not even begin
            self._end_run()
            self._stack.setCurrentWidget(self.preview)
            self.preview.start_button.setFocus()

    def _show_reading(self, words: str) -> None:
        self._reading.setText(words)
        self._stack.setCurrentWidget(self._reading)
        self._reading.setFocus()

    def _show_name(self, path: Path) -> None:
        """Begin with another table."""
        self._put_away()
        self.banner.hide()
        self.path = path
        self.name.setText(path.name)
        self.name.setToolTip(str(path))
        self._show_reading(self.tr("Reading {name}…").format(name=path.name))

    def _put_away(self) -> None:
        """A run that is at its end has all it knows in the results."""
        control = self.control
        self._end_run()
        self._forget_restored()
        if control is not None and control.state is RunState.DONE:
            run_database.remove(control.order.progress)

    def _end_run(self) -> None:
        if self.control is not None:
            self.control.close()
            self.control.deleteLater()
            self.control = None
        if self.results is not None:
            self.results.close_run()
            self._stack.removeWidget(self.results)
            self.results.deleteLater()
            self.results = None

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, 0))
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self.close_button)
        around = spaced(QHBoxLayout(), self._theme, gap=0, margins=(EDGE, 0, EDGE, 0))
        around.addWidget(self.banner)
        self._stack.addWidget(self._reading)
        self._stack.addWidget(self.preview)
        column = spaced(QVBoxLayout(self), self._theme, gap=GROUP)
        column.addLayout(head)
        column.addLayout(around)
        column.addWidget(self._stack, 1)


def _free_target(path: Path) -> Path:
    """Where results go: beside the table, in the place of no others but those of a run over it
    that is not at its end."""
    target, number = path.with_name(f"{path.stem}.rated{_suffix(path)}"), 2
    while not is_free(target, path):
        target = path.with_name(f"{path.stem}.rated {number}{_suffix(path)}")
        number += 1
    return target


def _suffix(path: Path) -> str:
    """A workbook's results are a workbook; all else becomes CSV."""
    return ".xlsx" if path.suffix.lower() in (".xlsx", ".xlsm") else ".csv"
