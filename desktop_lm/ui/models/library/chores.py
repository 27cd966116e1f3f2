"""What takes long with a file: reading it through, copying, measuring, making a smaller one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import Stopped
from desktop_lm.jobs.background import Advanced, Stop, Work
from desktop_lm.ui.background import Background

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.jobs.background import Tell

_EVERY_SECONDS = 0.1
Result = TypeVar("Result")


class Kind(StrEnum):
    VERIFY = "verify"
    COPY = "copy"
    MEASURE = "measure"
    SHRINK = "shrink"
    COMPARE = "compare"


class _BrokenOff:
    """In place of a result."""


@dataclass(frozen=True, slots=True)
class Chore:
    """``share`` (0 to 1) of the work on the file in ``path`` is done."""

    kind: Kind
    path: str
    share: float = 0.0


class Chores(QObject):
    """One at a time, to be broken off. ``changed`` carries the path of the file."""

    changed = Signal(str)
    failed = Signal(object)
    _told = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._background = Background(self, 1)
        self._stop = Stop()
        self.now: Chore | None = None
        self._told.connect(self._show)

    def start(
        self,
        kind: Kind,
        path: str,
        work: Work[Result],
        done: Callable[[Result], object],
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Begin ``work`` on the file in ``path``, unless there is other work. ``done`` gets its
        result, ``failed`` (else everybody) its error; where it was broken off, neither does."""
        if self.now is not None:
            return
        self._stop = Stop()
        self.now = Chore(kind, path)
        self.changed.emit(path)

        def fail(error: AppError) -> None:
            self._over()
            (failed or self.failed.emit)(error)

        def finish(result: Result | _BrokenOff) -> None:
            self._over()
            if not isinstance(result, _BrokenOff):
                done(result)

        self._background.run(partial(self._run, work, self._stop), finish, fail)

    def stop(self) -> None:
        """Break it off."""
        self._stop.ask()

    def close(self) -> None:
        """Break it off and wait."""
        self._stop.ask()
        self._background.close()

    def _run(self, work: Work[Result], stop: Stop) -> Result | _BrokenOff:
        """On another thread."""
        try:
            return work(stop, self._teller())
        except Stopped:
            return _BrokenOff()

    def _teller(self) -> Tell:
        told = 0.0

        def tell(advanced: Advanced) -> None:
            nonlocal told
            if monotonic() - told > _EVERY_SECONDS:
                told = monotonic()
                self._told.emit(advanced.fraction)

        return tell

    def _over(self) -> None:
        chore, self.now = self.now, None
        if chore is not None:
            self.changed.emit(chore.path)

    def _show(self, share: float) -> None:
        if self.now is not None:
            self.now = replace(self.now, share=min(max(share, 0.0), 1.0))
            self.changed.emit(self.now.path)
