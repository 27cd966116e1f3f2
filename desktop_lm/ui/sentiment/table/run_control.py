"""Drives a run over a table: reads it, hands in chunk after chunk, writes the results."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.jobs.table_run import RunOrder, begin
from desktop_lm.jobs.table_scoring import Chunk, Progress, TableScoring
from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.tables.export import Head, write
from desktop_lm.tables.run_file import RunFile
from desktop_lm.tasks.sentiment_method import LABELS, Mode
from desktop_lm.ui.background import Background
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.sentiment.table.table_words import note


class RunState(StrEnum):
    """READING -> RUNNING <-> PAUSED; RUNNING -> WRITING -> DONE."""

    READING = "reading"
    RUNNING = "running"
    PAUSED = "paused"
    WRITING = "writing"
    DONE = "done"


class RunControl(QObject):
    """One run. ``opened`` comes once its rows are in the run's file, ``progressed`` after each
    chunk, ``failed`` with an AppError; what was judged is kept then, and :meth:`go_on` tries
    again."""

    opened = Signal()
    rows_read = Signal(int)
    progressed = Signal(object)
    state_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: TabJobs, order: RunOrder, model: str) -> None:
        super().__init__()
        self.order = order
        self.model = model  # path
        self.state = RunState.READING
        self.progress: Progress | None = None
        self._jobs = jobs
        self._background = Background(self, threads=1)
        self._held = ExitStack()
        self._run: RunFile | None = None
        self._scoring: TableScoring | None = None
        self._chunk: Chunk | None = None
        self._job = 0
        self._wants_pause = False
        self._closed = False

    def start(self) -> None:
        """Read the table, or open the run that is there, and begin to judge."""
        self._background.run(self._open, self._opened, self._not_opened)

    def pause(self) -> None:
        """Judge no more after what is at work now, which is stopped."""
        self._wants_pause = True
        if self._job:
            self._jobs.stop()
        elif self.state is RunState.RUNNING:
            self._set(RunState.PAUSED)

    def go_on(self) -> None:
        """Judge what is left, or write the results once more."""
        self._wants_pause = False
        if self.state is RunState.PAUSED:
            self._set(RunState.RUNNING)
            self._next()

    def close(self) -> None:
        """Stop, keep what there is, and give the file back."""
        if self._closed:
            return
        self._closed = True
        if self._job:
            self._jobs.stop()
        self._background.close()
        if self._chunk is not None and self._scoring is not None and self._chunk.verdicts:
            self._scoring.keep(self._chunk)
        if self._run is not None:
            self._run.close()
        self._held.close()

    # --- what the tab hears ---

    def output(self, job: int, update: object) -> None:
        """An update of one of the tab's jobs."""
        if job == self._job and self._chunk is not None:
            TableScoring.take(self._chunk, update)

    def job_changed(self, event: JobChanged) -> bool:
        """A change of one of the tab's jobs; whether it was one of this run's."""
        if event.job != self._job or not self._job:
            return False
        if event.state.is_final:
            self._job = 0
            self._chunk_ended(event)
        return True

    # --- inside ---

    def _open(self) -> Progress:
        """On another thread."""
        from desktop_lm import bootstrap

        lock = self.order.progress.with_name(self.order.progress.name + ".lock")
        try:
            self._held.enter_context(FileLock(lock))
        except AlreadyLocked:
            raise AppError(Code.RUN_IN_USE, path=str(self.order.progress)) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.WRITE_FAILED, path=str(self.order.target), reason=reason) from error
        model_hash = bootstrap.model_sha256(self.model) if self.model else ""
        if not model_hash:
            raise AppError(Code.NO_MODEL)
        asked = self.order.method
        name = asked.get("profile", "")
        profile = bootstrap.profile_head(name, self.model) if name else None
        self.order = replace(
            self.order,
            method={**asked, "model": model_hash},
            labels=profile.labels if profile else LABELS,
        )
        self._run = begin(self.order, self.rows_read.emit)
        self._scoring = TableScoring(self._run, Mode(asked.get("mode", Mode.FAST)), profile)
        return self._scoring.progress()

    def _opened(self, progress: Progress) -> None:
        self.opened.emit()
        self._tell(progress)
        self._set(RunState.RUNNING)
        self._next()

    def _not_opened(self, error: AppError) -> None:
        self._held.close()
        self.failed.emit(error)

    def _next(self) -> None:
        if self._wants_pause:
            self._set(RunState.PAUSED)
            return
        assert self._scoring is not None
        self._background.run(self._scoring.next_chunk, self._submit, self._broken)

    def _submit(self, chunk: Chunk | None) -> None:
        if chunk is None:
            self._write()
        elif self._wants_pause:
            self._set(RunState.PAUSED)
        else:
            assert self._scoring is not None
            self._chunk = chunk
            self._job = self._jobs.submit(self._scoring.factory(chunk))

    def _chunk_ended(self, event: JobChanged) -> None:
        chunk, self._chunk = self._chunk, None
        assert chunk is not None
        assert self._scoring is not None
        if event.state is JobState.FAILED and event.error is not None:
            keep = partial(self._scoring.keep_failed, chunk, event.error)
        else:
            keep = partial(self._scoring.keep, chunk)
        if event.state is JobState.STOPPED and not (self._jobs.current or self._jobs.waiting):
            self._wants_pause = True  # by hand, not because another job took its place
        self._background.run(keep, self._kept, self._broken)

    def _kept(self, progress: Progress) -> None:
        self._tell(progress)
        self._next()

    def _write(self) -> None:
        self._set(RunState.WRITING)
        self._background.run(self._write_rows, self._written, self._broken)

    def _write_rows(self) -> int:
        assert self._run is not None
        about = self._run.about
        with_extra = any(row.extra for row in self._run.rows())
        head = Head(about.names, about.labels, note, with_extra)
        return write(self.order.target, head, self._run.rows())

    def _written(self, rows: int) -> None:
        del rows
        self._set(RunState.DONE)

    def _broken(self, error: AppError) -> None:
        self._set(RunState.PAUSED)
        self.failed.emit(error)

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self.progressed.emit(progress)

    def _set(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
