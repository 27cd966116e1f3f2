"""The Translation tab while a file is open: the preview, then the run, then the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_lm.documents.translatable.open_file import Choice
from desktop_lm.errors import AppError
from desktop_lm.jobs.events import JobChanged
from desktop_lm.jobs.translation.file.order import FileOrder
from desktop_lm.ui.background import Background
from desktop_lm.ui.chunk_run import RunState
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.file.file_look import Look, look_at
from desktop_lm.ui.translation.file.file_preview import FilePreview
from desktop_lm.ui.translation.file.file_progress import FileProgress
from desktop_lm.ui.translation.file.file_report_view import FileReportView
from desktop_lm.ui.translation.file.file_run import FileRun
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.labels import NameLabel
from desktop_lm.ui.window.banner import Banner

_NAME_CHARACTERS = 80
Finish = Callable[[FileOrder], FileOrder]


class FilePage(QWidget):
    """``refused`` carries the AppError of a file that cannot be translated; ``closed`` comes when
    the file is put away, ``changed`` when a run begins or ends. ``looked_at`` carries the
    language that was found, "" for none; ``languages_changed`` both that were chosen."""

    refused = Signal(object)
    closed = Signal()
    changed = Signal()
    noticed = Signal(str)
    looked_at = Signal(str)
    languages_changed = Signal(str, str)

    def __init__(self, theme: Theme, jobs: TabJobs, finish: Finish) -> None:
        """``finish`` adds to an order what the tab knows: style, beams."""
        super().__init__()
        self._theme = theme
        self._jobs = jobs
        self._finish = finish
        self._background = Background(self, threads=1)
        self._is_new = True  # nothing is known of the file yet
        self.banner = Banner(theme)
        self.path = Path()
        self.model = ""  # path of the model for the chosen languages
        self.model_owner = jobs.owner
        self.run: FileRun | None = None
        self.preview = FilePreview(theme)
        self.progress = FileProgress(theme)
        self.report = FileReportView(theme)
        self._reading = NameLabel(_NAME_CHARACTERS)
        self._reading.setProperty("role", "invitation")
        self._reading.setContentsMargins(theme.px(EDGE), 0, 0, 0)
        self.name = NameLabel(_NAME_CHARACTERS)
        self.name.setProperty("role", "title")
        self.close_button = QuietButton(
            theme, "x", self.tr("C&lose the file"), self.tr("Back to single texts")
        )
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def unfinished(self) -> FileOrder | None:
        """What is at work or paused."""
        return None if self.run is None or self.run.state is RunState.DONE else self.run.order

    def open(self, path: Path, going_on: FileOrder | None = None) -> None:
        """Show what there is in ``path``, with what was chosen for it where it goes on."""
        self._end_run()
        self.banner.hide()
        self._is_new = True
        self.path = path
        self.name.setText(path.name)
        self.name.setToolTip(str(path))
        self.preview.begin(path, going_on)
        self._reading.setText(self.tr("Reading {name}…").format(name=path.name))
        self.stack.setCurrentWidget(self._reading)
        self._look(self.preview.choice)

    def start(self) -> None:
        """Begin with what is chosen, or go on."""
        if self.run is None:
            if self.stack.currentWidget() is self.preview and self.preview.start_button.isEnabled():
                self._start(resume=True)
        elif self.run.state is RunState.PAUSED:
            self.run.go_on()

    def show_languages(self, source: str, target: str) -> None:
        """These are chosen."""
        if self.path.name:
            self.preview.show_languages(source, target)

    def close_file(self) -> None:
        """Put the file away; a run that is not at its end can be continued later."""
        self._end_run()
        self.closed.emit()

    def shut(self) -> None:
        """The window closes: keep what there is."""
        self._end_run()
        self._background.close()

    def output(self, job: int, update: object) -> None:
        """An update of one of the tab's jobs."""
        if self.run is not None:
            self.run.output(job, update)

    def job_changed(self, event: JobChanged) -> bool:
        """Whether the job is one of the run's."""
        return self.run is not None and self.run.job_changed(event)

    # --- inside ---

    def _look(self, choice: Choice) -> None:
        path = self.path
        self._background.run(
            lambda: look_at(path, choice), self._show_look, self._cannot_read, topic="look"
        )

    def _show_look(self, look: Look) -> None:
        self.preview.show_look(look)
        if self._is_new:
            self._is_new = False
            self.looked_at.emit(look.found.language)
            self.stack.setCurrentWidget(self.preview)
            self.preview.start_button.setFocus()

    def _cannot_read(self, error: AppError) -> None:
        if self._is_new:
            self.closed.emit()
            self.refused.emit(error)
        else:
            self.banner.show_error(sentence(error))

    def _start(self, resume: bool) -> None:  # noqa: FBT001  a signal's
        if self.run is not None:
            return
        self.banner.hide()
        overwrite = not resume or self.preview.may_replace
        order = replace(self._finish(self.preview.order()), resume=resume, overwrite=overwrite)
        self.run = run = FileRun(self._jobs, order, self.model, self.model_owner)
        run.setParent(self)
        run.items_read.connect(self.progress.show_read)
        run.progressed.connect(self.progress.show_progress)
        run.state_changed.connect(self._state_changed)
        run.failed.connect(self._failed)
        run.noticed.connect(lambda error: self.banner.show_note(sentence(error)))
        self.progress.begin()
        self.stack.setCurrentWidget(self.progress)
        self.progress.setFocus()  # and not the button to cancel, for one who presses a key twice
        run.start()
        self.changed.emit()

    def _state_changed(self, state: RunState) -> None:
        self.progress.show_state(state)
        if state is RunState.RUNNING:
            self.progress.pause_button.setFocus()
        if state is RunState.DONE and self.run is not None and self.run.report is not None:
            self.report.show_report(self.run.report)
            self.stack.setCurrentWidget(self.report)
            self.noticed.emit(self.tr("{name} is translated.").format(name=self.path.name))
            self._end_run()

    def _toggle(self) -> None:
        if self.run is not None and self.run.state is RunState.PAUSED:
            self.run.go_on()
        elif self.run is not None:
            self.run.pause()

    def _cancel(self) -> None:
        self._end_run()
        self._back_to_preview()

    def _failed(self, error: AppError) -> None:
        self.banner.show_error(sentence(error))
        if self.run is not None and self.run.progress is None:  # the run did not even begin
            self._end_run()
            self._back_to_preview()

    def _back_to_preview(self) -> None:
        order = self.preview.order()
        self.preview.show_languages(order.source_language, order.target_language)
        self.stack.setCurrentWidget(self.preview)
        self.preview.start_button.setFocus()

    def _end_run(self) -> None:
        if self.run is not None:
            self.run.close()
            self.run.deleteLater()
            self.run = None
            self.changed.emit()

    def _connect(self) -> None:
        self.preview.choice_changed.connect(self._look)
        self.preview.languages_changed.connect(self.languages_changed)
        self.preview.start_asked.connect(self._start)
        self.progress.paused.connect(self._toggle)
        self.progress.cancelled.connect(self._cancel)
        self.report.closed.connect(self.close_file)
        self.close_button.clicked.connect(self.close_file)

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, 0))
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self.close_button)
        around = spaced(QHBoxLayout(), self._theme, gap=0, margins=(EDGE, 0, EDGE, 0))
        around.addWidget(self.banner)
        for page in (self._reading, self.preview, self.progress, self.report):
            self.stack.addWidget(page)
        column = spaced(QVBoxLayout(self), self._theme, gap=GROUP)
        column.addLayout(head)
        column.addLayout(around)
        column.addWidget(self.stack, 1)
