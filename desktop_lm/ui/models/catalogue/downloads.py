"""The downloads of this window: begun, paused, gone on with, and what became of each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError
from desktop_lm.models.download.progress import Progress, Stopped, StopSignal, Wish
from desktop_lm.models.download.remote import Remote
from desktop_lm.ui.background import Background

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_lm.models.catalogue import CatalogueModel
    from desktop_lm.models.download.downloader import Fetched, Unfinished

_AT_ONCE = 2


class State(StrEnum):
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Download:
    """``done`` of the model's bytes are there; ``progress`` is what was told last while it runs,
    None before anything was."""

    state: State
    done: int = 0
    progress: Progress | None = None
    error: AppError | None = None


class Fetcher(Protocol):
    """What is needed of :class:`desktop_lm.models.download.downloader.Downloader`."""

    def fetch(
        self, remote: Remote, stop: StopSignal, on_progress: Callable[[Progress], None]
    ) -> Fetched: ...
    def unfinished(self) -> tuple[Unfinished, ...]: ...
    def discard(self, file: str) -> None: ...


class Keep(Protocol):
    """Puts a file that arrived into the library, as
    :meth:`desktop_lm.models.library.library.Library.keep_download` does."""

    def __call__(self, model: CatalogueModel, path: Path, *, written: bool) -> object: ...


class _Turn:
    """A download that waits for its turn, and then runs: it is begun or withdrawn, never both,
    though one is asked by another thread."""

    def __init__(self) -> None:
        self.stop = StopSignal()
        self._taken = threading.Lock()

    def take(self) -> bool:
        """To begin or to withdraw it: whether this call was the first."""
        return self._taken.acquire(blocking=False)


class Downloads(QObject):
    """By a catalogue model's id. ``keep`` puts a file that arrived into the library, on a thread
    of its own. ``changed`` carries the id, ``arrived`` id and path; ``connecting`` comes before
    anything is asked of the network."""

    changed = Signal(str)
    arrived = Signal(str, str)
    connecting = Signal()
    _told = Signal(str, object)

    def __init__(self, fetcher: Fetcher, keep: Keep) -> None:
        super().__init__()
        self._fetcher = fetcher
        self._keep = keep
        self._background = Background(self, _AT_ONCE)
        self._errands = Background(self, 1)  # which do not wait until a download ends
        self._all: dict[str, Download] = {}
        self._turns: dict[str, _Turn] = {}
        self._told.connect(self._progress)

    def of(self, model_id: str) -> Download | None:
        """The download of this model, where there is one that has not arrived."""
        return self._all.get(model_id)

    @property
    def running(self) -> tuple[str, ...]:
        """Ids of those at work, or waiting until one of these ends."""
        return tuple(self._turns)

    def start(self, model: CatalogueModel) -> None:
        """Begin, or go on where it stopped."""
        known = self._all.get(model.id)
        if known is not None and known.state in (State.RUNNING, State.STOPPING):
            return
        turn = self._turns[model.id] = _Turn()
        self._set(model.id, Download(State.RUNNING, known.done if known else 0))
        self.connecting.emit()
        self._background.run(
            partial(self._fetch, model, turn),
            partial(self._ended, model.id, turn),
            partial(self._failed, model.id, turn),
        )

    def pause(self, model_id: str) -> None:
        """Stop, and keep what is there."""
        if self._withdraw(model_id):
            self._set(model_id, Download(State.PAUSED, self._all[model_id].done))
        elif (turn := self._turns.get(model_id)) is not None:
            turn.stop.pause()
            self._stopping(model_id)

    def cancel(self, model: CatalogueModel) -> None:
        """Stop, and remove what is there."""
        self._withdraw(model.id)
        if model.id not in self._all:
            return
        self._stopping(model.id)
        if (turn := self._turns.get(model.id)) is not None:
            turn.stop.cancel()
            return
        self._errands.run(
            partial(self._fetcher.discard, model.file),
            lambda _: self._forget(model.id),
            partial(self._not_done, model.id),
        )

    def find_unfinished(self, models: tuple[CatalogueModel, ...]) -> None:
        """Offer what was begun before, by this window or another."""
        by_file = {(model.sha256, model.file): model.id for model in models}

        def show(found: tuple[Unfinished, ...]) -> None:
            for each in found:
                model_id = by_file.get((each.remote.sha256, each.remote.file), "")
                if model_id and model_id not in self._all:
                    self._set(model_id, Download(State.PAUSED, each.done))

        self._errands.run(self._fetcher.unfinished, show)

    def close(self) -> None:
        """Pause what runs, and wait for it."""
        for turn in self._turns.values():
            turn.stop.pause()
        self._background.close()
        self._errands.close()

    # --- another thread ---

    def _fetch(self, model: CatalogueModel, turn: _Turn) -> str | int | None:
        """The path of what arrived, the bytes that are there of what was paused, or None."""
        if not turn.take():
            return None
        remote = Remote(model.repo, model.revision, model.file, model.bytes, model.sha256)
        try:
            turn.stop.check()
            fetched = self._fetcher.fetch(
                remote, turn.stop, lambda progress: self._told.emit(model.id, progress)
            )
        except Stopped as stopped:
            if stopped.wish is Wish.CANCEL:
                self._fetcher.discard(model.file)  # it may have ended before it opened the part
                return None
            return next((u.done for u in self._fetcher.unfinished() if u.remote == remote), 0)
        self._keep(model, fetched.path, written=fetched.written)
        return str(fetched.path)

    # --- this one ---

    def _withdraw(self, model_id: str) -> bool:
        """Give up the turn of a download that has not begun; whether there was one."""
        turn = self._turns.get(model_id)
        if turn is None or not turn.take():
            return False
        del self._turns[model_id]
        return True

    def _stopping(self, model_id: str) -> None:
        self._set(model_id, replace(self._all[model_id], state=State.STOPPING, error=None))

    def _progress(self, model_id: str, progress: Progress) -> None:
        known = self._all.get(model_id)
        if known is not None and model_id in self._turns:
            self._set(model_id, replace(known, done=progress.done, progress=progress))

    def _is_over(self, model_id: str, turn: _Turn) -> bool:
        """Whether this was a model's download, and not one that was withdrawn."""
        if self._turns.get(model_id) is not turn:
            return False
        del self._turns[model_id]
        return True

    def _ended(self, model_id: str, turn: _Turn, result: str | int | None) -> None:
        if not self._is_over(model_id, turn):
            return
        if isinstance(result, int):
            self._set(model_id, Download(State.PAUSED, result))
            return
        self._forget(model_id)
        if result is not None:
            self.arrived.emit(model_id, result)

    def _failed(self, model_id: str, turn: _Turn, error: AppError) -> None:
        if self._is_over(model_id, turn):
            self._not_done(model_id, error)

    def _not_done(self, model_id: str, error: AppError) -> None:
        done = self._all[model_id].done if model_id in self._all else 0
        self._set(model_id, Download(State.FAILED, done, error=error))

    def _set(self, model_id: str, download: Download) -> None:
        self._all[model_id] = download
        self.changed.emit(model_id)

    def _forget(self, model_id: str) -> None:
        self._all.pop(model_id, None)
        self.changed.emit(model_id)
