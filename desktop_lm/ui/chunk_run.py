"""Drives long work that goes in chunks, a job each: opened, handed in, paused, written."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.jobs.job import TaskFactory
from desktop_lm.tasks.task import LoadedModel, Task
from desktop_lm.ui.background import Background
from desktop_lm.ui.job_desk import TabJobs


class RunState(StrEnum):
    """READING -> RUNNING <-> PAUSED; RUNNING -> WRITING -> DONE."""

    READING = "reading"
    RUNNING = "running"
    PAUSED = "paused"
    WRITING = "writing"
    DONE = "done"


class ChunkWork(Protocol):
    """Hands out chunks and keeps what comes of them; on a background thread, but for ``take``."""

    def next_chunk(self) -> Any: ...

    def factory(self, chunk: Any) -> TaskFactory: ...

    def take(self, chunk: Any, update: object) -> None: ...

    def keep(self, chunk: Any) -> Any: ...

    def keep_failed(self, chunk: Any, error: AppError) -> Any: ...


class ChunkRun(QObject):
    """One run on the model in the file ``model``. ``opened`` comes once all that is to be done is
    in the run's file, ``items_read`` before that, ``progressed`` after each chunk with the work's
    own account of it, ``failed`` with an AppError; what was done is kept then, and :meth:`go_on`
    tries again."""

    opened = Signal()
    items_read = Signal(int)
    progressed = Signal(object)
    state_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: TabJobs, model: str, run_file: Path, model_owner: str = "") -> None:
        """``model_owner`` is whose model does the work, by default the tab's; ``run_file`` keeps
        what was done."""
        super().__init__()
        self.state = RunState.READING
        self.model = model  # path
        self._run_file = run_file
        self._jobs = jobs
        self._model_owner = model_owner
        self._background = Background(self, threads=1)
        self._work: ChunkWork | None = None
        self._chunk: Any = None
        self._job = 0
        self._wants_pause = False
        self._closed = False

    # --- what each kind of run does in its own way; on a background thread ---

    def open_work(self) -> tuple[ChunkWork, Any]:
        """Read what is to be done, or open the run that is there; the work, and how far it is.
        Tells :meth:`told_read` on the way. Raises AppError and what that does, and holds nothing
        then."""
        raise NotImplementedError

    def write_results(self) -> None:
        """All is done: write it. Raises AppError; may be called again then."""
        raise NotImplementedError

    def told_read(self, items: int) -> None:
        """So many items are read; on a background thread. Raises Stopped once nobody waits for
        them: :meth:`close` is called by the window, which must not wait until all are."""
        self.go_on_or_stop()
        self.items_read.emit(items)

    def go_on_or_stop(self, _done: int = 0) -> None:
        """Raises Stopped once the run is closed; on a background thread."""
        if self._closed:
            raise Stopped

    def is_written(self, progress: Any) -> bool:
        """Whether a run as far as ``progress`` has its results already."""
        del progress
        return False

    def release(self) -> None:
        """Give back what :meth:`open_work` took; on any thread, also where it took nothing."""
        raise NotImplementedError

    # --- for the page ---

    def start(self, *, paused: bool = False) -> None:
        """Open the run and begin; where ``paused``, only tell how far it is."""
        self._wants_pause = paused
        self._background.run(self._open, self._opened, self._not_opened)

    def pause(self) -> None:
        """Do no more after what is at work now, which is stopped."""
        self._wants_pause = True
        if self._job:
            self._jobs.stop()
        elif self.state is RunState.RUNNING:
            self._set(RunState.PAUSED)

    def go_on(self) -> None:
        """Do what is left, or write the results once more."""
        self._wants_pause = False
        if self.state is RunState.PAUSED:
            self._set(RunState.RUNNING)
            self._next()

    def close(self) -> None:
        """Stop, keep what there is, and give the files back, also where nothing can be kept."""
        if self._closed:
            return
        self._closed = True
        if self._job:
            self._jobs.stop()
        self._background.close()
        try:
            if self._chunk is not None and self._work is not None:
                self._work.keep(self._chunk)
        except AppError as error:
            self.failed.emit(error)
        finally:
            self.release()

    # --- what the tab hears ---

    def has(self, job: int) -> bool:
        """Whether ``job`` does a chunk of this run."""
        return job == self._job != 0

    def output(self, job: int, update: object) -> None:
        """An update of one of the tab's jobs."""
        if job == self._job and self._chunk is not None and self._work is not None:
            self._work.take(self._chunk, update)

    def job_changed(self, event: JobChanged) -> bool:
        """A change of one of the tab's jobs; whether it was one of this run's."""
        if event.job != self._job or not self._job:
            return False
        if event.state.is_final:
            self._job = 0
            self._chunk_ended(event)
        return True

    # --- inside ---

    def _open(self) -> tuple[ChunkWork, Any] | None:
        """On a background thread; None where the run was closed meanwhile."""
        with suppress(Stopped):
            return self.open_work()
        return None

    def _write(self) -> None:
        """On a background thread."""
        with suppress(Stopped):
            self.write_results()

    def _opened(self, opened: tuple[ChunkWork, Any] | None) -> None:
        if opened is None:
            return
        self._work, progress = opened
        self.opened.emit()
        self.tell(progress)
        if self.is_written(progress):
            self._set(RunState.DONE)
            return
        self._set(RunState.RUNNING)
        self._next()

    def _not_opened(self, error: AppError) -> None:
        self.release()
        self.failed.emit(error)

    def _next(self) -> None:
        if self._wants_pause:
            self._set(RunState.PAUSED)
            return
        assert self._work is not None
        self._background.run(self._work.next_chunk, self._submit, self._broken)

    def _submit(self, chunk: Any) -> None:
        if chunk is None:
            self._set(RunState.WRITING)
            self._background.run(self._write, self._written, self._broken)
        elif self._wants_pause:
            self._set(RunState.PAUSED)
        else:
            assert self._work is not None
            self._chunk = chunk
            factory = self._on_own_model(self._work.factory(chunk))
            self._job = self._jobs.submit(factory, self._model_owner)

    def _on_own_model(self, make: TaskFactory) -> TaskFactory:
        """``make``, but not for another model: a chunk runs on the one that its owner uses by
        then, and the results name the one that the run was begun with."""

        def made(model: LoadedModel) -> Task:
            if model.info.path != self.model:
                raise AppError(Code.RUN_DIFFERENT, path=str(self._run_file), what="model")
            return make(model)

        return made

    def _chunk_ended(self, event: JobChanged) -> None:
        chunk, self._chunk = self._chunk, None
        assert chunk is not None
        assert self._work is not None
        if event.state is JobState.FAILED and event.error is not None:
            keep = partial(self._work.keep_failed, chunk, event.error)
        else:
            keep = partial(self._work.keep, chunk)
        if event.state is JobState.STOPPED and not (self._jobs.current or self._jobs.waiting):
            self._wants_pause = True  # by hand, not because another job took its place
        self._background.run(keep, self._kept, self._broken)

    def _kept(self, progress: Any) -> None:
        self.tell(progress)
        self._next()

    def _written(self, _nothing: None) -> None:
        self._set(RunState.DONE)

    def _broken(self, error: AppError) -> None:
        self._set(RunState.PAUSED)
        self.failed.emit(error)

    def tell(self, progress: Any) -> None:
        """How far the run is now."""
        self.progressed.emit(progress)

    def _set(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
