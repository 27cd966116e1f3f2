"""A run over a table: its rows judged chunk by chunk, the results written beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.sentiment.table_run import RunOrder, begin, judged_by
from desktop_lm.jobs.sentiment.table_scoring import Progress, TableScoring
from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.tables.export import Head, write
from desktop_lm.tables.run_file import RowWithVerdict, RunFile
from desktop_lm.tasks.sentiment.method import Mode
from desktop_lm.ui.chunk_run import ChunkRun, ChunkWork
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.sentiment.table.table_words import note


class RunControl(ChunkRun):
    """One run over the table of ``order``, on the model in the file ``model``."""

    def __init__(self, jobs: TabJobs, order: RunOrder, model: str) -> None:
        super().__init__(jobs, model, order.progress)
        self.order = order
        self.progress: Progress | None = None
        self._held = ExitStack()
        self._run: RunFile | None = None

    def open_work(self) -> tuple[ChunkWork, Any]:
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
        self.order = judged_by(
            self.order, model_hash, profile, bootstrap.sentiment_heads(self.model)
        )
        self._run = begin(self.order, self.told_read)
        scoring = TableScoring(self._run, Mode(asked.get("mode", Mode.FAST)), profile)
        return scoring, scoring.progress()

    def write_results(self) -> None:
        assert self._run is not None
        about = self._run.about
        with_extra = any(row.extra for row in self._rows(self._run))
        head = Head(about.names, about.labels, note, with_extra)
        write(self.order.target, head, self._rows(self._run), self.go_on_or_stop)
        self._run.end_writing()

    def is_written(self, progress: Progress) -> bool:
        """Results may stand there that are of another run."""
        assert self._run is not None
        is_written = progress.counts.is_done and self._run.is_written
        return is_written and self.order.target.exists()

    def _rows(self, run: RunFile) -> Iterator[RowWithVerdict]:
        """All rows, as long as somebody waits for them."""
        for row in run.rows():
            self.go_on_or_stop()
            yield row

    def release(self) -> None:
        if self._run is not None:
            self._run.close()
        self._held.close()

    def tell(self, progress: Progress) -> None:
        """How far the run is now."""
        self.progress = progress
        super().tell(progress)
