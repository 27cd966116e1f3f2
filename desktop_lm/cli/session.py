"""Runs one job after another on a runner and waits for each."""

from __future__ import annotations

import queue
import signal
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from desktop_lm.cli.output import JobFailed
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import Event, JobChanged, JobOutput, JobState, ModelChanged, ModelState
from desktop_lm.jobs.job import TaskFactory
from desktop_lm.jobs.runner import JobRunner

_WAKE_SECONDS = 0.2  # a signal's handler runs only between waits on some systems


class Interrupted(Exception):
    """Ctrl+C: the job was stopped; ``result`` is what there was."""

    def __init__(self, result: object) -> None:
        super().__init__("interrupted")
        self.result = result


class _Interrupt:
    """Stands among the events for Ctrl+C."""


class Session:
    """A runner and its events, for code that waits; closes the runner at the end.

    Ctrl+C becomes an event like any other, so that it never breaks off what prints or cleans up.
    """

    def __init__(self, runner: JobRunner) -> None:
        self._runner = runner
        self._events: queue.SimpleQueue[Event | _Interrupt] = queue.SimpleQueue()
        self._former_handler: Any = None
        runner.subscribe(self._events.put)

    def __enter__(self) -> Self:
        self._former_handler = signal.signal(
            signal.SIGINT, lambda *_: self._events.put(_Interrupt())
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.close()
        signal.signal(signal.SIGINT, self._former_handler)

    def open_model(self, path: str | PathLike[str], owner: str = "") -> None:
        """Load a model, for all jobs or those of ``owner``, and wait. Raises AppError where it
        cannot be loaded, Interrupted."""
        path = str(Path(path).absolute())  # as events and receipts name it
        self._runner.open_model(path, owner)
        while True:
            event = self._next_event()
            if isinstance(event, _Interrupt):
                raise Interrupted(None)
            if not isinstance(event, ModelChanged) or event.path != path:
                continue
            if event.state is ModelState.READY:
                return
            if event.error is not None:
                raise event.error

    def run(self, owner: str, factory: TaskFactory, on_update: Callable[[object], None]) -> object:
        """Run a job and give its result. Raises JobFailed, Interrupted."""
        number = self._runner.submit(owner, factory)
        interrupted = False
        while True:
            event = self._next_event()
            if isinstance(event, _Interrupt):
                interrupted = True
                self._runner.cancel(number)
            elif isinstance(event, JobOutput) and event.job == number:
                on_update(event.update)
            elif isinstance(event, JobChanged) and event.job == number and event.state.is_final:
                return _outcome(event, interrupted=interrupted)

    def _next_event(self) -> Event | _Interrupt:
        while True:
            try:
                return self._events.get(timeout=_WAKE_SECONDS)
            except queue.Empty:
                continue


def _outcome(event: JobChanged, *, interrupted: bool) -> object:
    if interrupted or event.state is JobState.STOPPED:
        raise Interrupted(event.result)
    if event.state is JobState.FAILED:
        raise JobFailed(event.error or AppError(Code.INTERNAL, reason="no reason"), event.result)
    return event.result
