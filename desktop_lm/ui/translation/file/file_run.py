"""A run over a file: its segments translated chunk by chunk, the file written at the end."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.file.beginning import begin
from desktop_lm.jobs.translation.file.order import FileOrder, held
from desktop_lm.jobs.translation.file.report import FileReport
from desktop_lm.jobs.translation.file.run_file import RunFile
from desktop_lm.jobs.translation.file.translating import FileTranslating, Progress
from desktop_lm.jobs.translation.file.writing import write
from desktop_lm.ui.chunk_run import ChunkRun, ChunkWork
from desktop_lm.ui.job_desk import TabJobs


class FileRun(ChunkRun):
    """One run of ``order`` on the model in the file ``model``, which is that of ``model_owner``.
    ``report`` is there once all is written; ``noticed`` carries an AppError that stops nothing."""

    noticed = Signal(object)

    def __init__(self, jobs: TabJobs, order: FileOrder, model: str, model_owner: str) -> None:
        super().__init__(jobs, model, order.progress, model_owner)
        self.order = order
        self.progress: Progress | None = None
        self.report: FileReport | None = None
        self._held = ExitStack()
        self._run: RunFile | None = None

    def open_work(self) -> tuple[ChunkWork, Any]:
        from desktop_lm import bootstrap, paths
        from desktop_lm.jobs.translation.glossaries import in_use
        from desktop_lm.jobs.translation.remembered import Remembered, open_memory

        model_hash = bootstrap.model_sha256(self.model) if self.model else ""
        if not model_hash:
            raise AppError(Code.NO_MODEL)
        asked = self.order
        pair = asked.source_language, asked.target_language
        terms = in_use(bootstrap.glossaries(), *pair, self.noticed.emit)
        self.order = order = replace(asked, model=model_hash, glossary=terms)
        self._held.enter_context(held(order))
        self._run = begin(order, self.told_read)
        memory = open_memory(paths.translation_memory_file(), self.noticed.emit)
        remembered = None
        if memory is not None:
            self._held.callback(memory.close)
            remembered = Remembered(
                memory, model_hash, order.direction, order.beams, terms, self.noticed.emit
            )
        translating = FileTranslating(self._run, order, remembered)
        return translating, translating.progress()

    def write_results(self) -> None:
        assert self._run is not None
        self.report = write(self.order, self._run, self.go_on_or_stop)

    def release(self) -> None:
        if self._run is not None:
            self._run.close()
        self._held.close()

    def tell(self, progress: Progress) -> None:
        """How far the run is now."""
        self.progress = progress
        super().tell(progress)
