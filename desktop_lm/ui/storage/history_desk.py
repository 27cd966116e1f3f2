"""The history as the window's parts see it: asked here, answered on the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop_lm.storage.history.history import History
    from desktop_lm.storage.history.history_keeper import HistoryKeeper

T = TypeVar("T")


class HistoryDesk(QObject):
    """The history opens when it is first needed. ``failed`` carries an AppError, ``caught_up``
    comes when all is written that could not be for a while, ``changed`` follows what alters the
    list of conversations."""

    failed = Signal(object)
    caught_up = Signal()
    changed = Signal()
    _answered = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._made: HistoryKeeper | None = None
        self._closed = False
        # Queued: it is emitted on the keeper's thread.
        self._answered.connect(self._deliver)
        self.caught_up.connect(self.changed)

    @property
    def keeper(self) -> HistoryKeeper:
        """The thread that writes."""
        if self._made is None:
            from desktop_lm.storage.history.history_keeper import HistoryKeeper

            self._made = HistoryKeeper(self._path, self.failed.emit, self.caught_up.emit)
        return self._made

    def ask(self, work: Callable[[History], T], then: Callable[[T], object]) -> None:
        """Have ``work`` done; ``then`` gets what it gave, on this thread and unless it failed."""

        def answer(result: T | None) -> None:
            if result is not None:
                self._answered.emit(partial(then, result))

        self.keeper.do(work, answer)

    def change(self, work: Callable[[History], None]) -> None:
        """Have ``work`` done, as soon as the history can be written, and the list of conversations
        shown anew after that."""

        def and_tell(history: History) -> None:
            work(history)
            self.tell(self.changed.emit)

        self.keeper.write(and_tell)

    def tell(self, act: Callable[[], object]) -> None:
        """Have ``act`` called on this thread; for the keeper's."""
        self._answered.emit(act)

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def replace(self, work: Callable[[Path], T]) -> T:
        """Do ``work`` on the file while nobody here has it open. What is asked after that is asked
        of the file that is there then."""
        try:
            return self.keeper.while_closed(work)
        finally:
            self.changed.emit()

    @property
    def is_late(self) -> bool:
        """Whether there is something that could not be written yet."""
        return self._made is not None and self._made.is_late

    def close(self) -> None:
        """Wait until all is on the disk. May be called twice; nothing is answered any more."""
        self._closed = True
        if self._made is not None:
            self._made.close()
            self._made = None

    def _deliver(self, answer: Callable[[], object]) -> None:
        if not self._closed:
            answer()
