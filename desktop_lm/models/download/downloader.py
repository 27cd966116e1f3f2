"""Downloads into a folder: goes on where one stopped, and believes nothing unchecked."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.models.disk_space import FreeBytes, free_bytes
from desktop_lm.models.download.part_file import (
    NOTE,
    PART,
    PartFile,
    read_note,
    remove_part,
)
from desktop_lm.models.download.progress import Phase, Progress, Stopped, StopSignal, Wish
from desktop_lm.models.download.remote import Remote
from desktop_lm.models.download.reporter import Reporter
from desktop_lm.models.download.transfer import Patience, Transfer
from desktop_lm.models.file_hash import sha256_of
from desktop_lm.models.file_lock import AlreadyLocked
from desktop_lm.models.target_lock import target_lock


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A download that can go on: ``done`` bytes of it are there."""

    remote: Remote
    done: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is whole: ``written`` by the download, or by somebody else and only checked."""

    path: Path
    written: bool


class Downloader:
    """Downloads into ``folder`` from ``endpoints``, tried one after the other.

    Any thread may call; each file is downloaded by one of them at a time, in all processes.
    ``free`` tells the bytes that may be written to a folder's disk.
    """

    def __init__(
        self,
        folder: Path,
        endpoints: Sequence[str],
        patience: Patience | None = None,
        free: FreeBytes = free_bytes,
    ) -> None:
        self._folder = folder
        self._endpoints = endpoints
        self._patience = patience or Patience()
        self._free = free

    def fetch(
        self, remote: Remote, stop: StopSignal, on_progress: Callable[[Progress], None]
    ) -> Fetched:
        """The file, whole and checked; one that is there already is only checked.

        Blocks; ``on_progress`` is called in this thread.

        Raises Stopped; and DOWNLOADING_ELSEWHERE, OTHER_FILE_THERE, DISK_FULL, FOLDER_UNWRITABLE,
        HASH_MISMATCH, SIGN_IN_PAGE, WRONG_SIZE, NOT_AT_HOST, HOST_UNREACHABLE, HOST_BUSY,
        CONNECTION_LOST, CONNECTION_NOT_TRUSTED, INSECURE_ADDRESS, INSECURE_REDIRECT.
        """
        target = self._folder / remote.file
        reporter = Reporter(remote.size, on_progress)
        with _lock(target):
            if os.path.lexists(target):
                _check_existing(target, remote, reporter, stop)
                remove_part(target)  # nobody goes on with it
                return Fetched(target, written=False)
            try:
                with PartFile(target, remote, self._free) as part:
                    transfer = Transfer(part, remote, stop, reporter, self._patience)
                    transfer.run(self._endpoints)
                    reporter.phase(Phase.CHECKING, part.have)
                    return Fetched(part.finish(stop), written=True)
            except Stopped as stopped:
                if stopped.wish is Wish.CANCEL:
                    remove_part(target)
                raise
            finally:
                stop.wake_with(None)

    def unfinished(self) -> tuple[Unfinished, ...]:
        """What was begun and neither finished nor cancelled. Raises nothing."""
        found = []
        with contextlib.suppress(OSError):
            for note_path in sorted(self._folder.glob("*" + NOTE)):
                target = note_path.with_name(note_path.name.removesuffix(NOTE))
                note = read_note(target)
                with contextlib.suppress(OSError):
                    if note is not None:
                        done = target.with_name(target.name + PART).stat().st_size
                        found.append(Unfinished(note.remote, done))
        return tuple(found)

    def discard(self, file: str) -> None:
        """Remove what there is of an unfinished download. Raises DOWNLOADING_ELSEWHERE."""
        with _lock(self._folder / file):
            remove_part(self._folder / file)


def _check_existing(target: Path, remote: Remote, reporter: Reporter, stop: StopSignal) -> None:
    reporter.phase(Phase.CHECKING, 0)
    try:
        same = target.stat().st_size == remote.size
        same = same and sha256_of((target,), reporter.done, stop.check) == remote.sha256
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(target), reason=reason) from error
    if not same:
        raise AppError(Code.OTHER_FILE_THERE, path=str(target))


@contextlib.contextmanager
def _lock(target: Path) -> Iterator[None]:
    """Nobody else, in this process or another, writes ``target`` meanwhile."""
    lock = target_lock(target)
    try:
        lock.__enter__()
    except AlreadyLocked:
        raise AppError(Code.DOWNLOADING_ELSEWHERE, path=str(target)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FOLDER_UNWRITABLE, path=str(target.parent), reason=reason) from error
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
