"""Copies a model's files into the models folder, all or none."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.models.disk_space import FreeBytes, check_room, free_bytes, write_error
from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.models.model_name import file_name_of
from desktop_lm.models.target_lock import target_lock

UNFINISHED = ".copying"
LOCK = ".copying.lock"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """The first file of a copy: ``written`` now, or there already with every byte."""

    path: Path
    written: bool


class Copying:
    """Copies files into ``folder``.

    ``on_bytes`` is told how many bytes are copied after each block, and ``check`` may raise to
    break off. Whatever ends it early, nothing is left behind.
    """

    def __init__(
        self,
        folder: Path,
        on_bytes: Callable[[int], None],
        check: Callable[[], None],
        free: FreeBytes = free_bytes,
    ) -> None:
        self._folder = folder
        self._on_bytes = on_bytes
        self._check = check
        self._free = free
        self._done = self._total = 0  # bytes

    def run(self, files: Sequence[Path], name: str = "") -> Copied:
        """Copy all ``files`` of a model. One whose file is not called a model's, as blobs in other
        programs' stores are, is called by the model's ``name``.

        Raises TARGET_BUSY while another copy is made or one of the targets is written,
        OTHER_FILE_THERE, DISK_FULL, FOLDER_UNWRITABLE, FILE_UNREADABLE.
        """
        targets = tuple(self._folder / file_name_of(file.name, name) for file in files)
        if all(map(self._is_same, files, targets)):
            return Copied(targets[0], written=False)
        try:
            with FileLock(self._folder / LOCK), _held(targets), self._workshop() as drafts:
                self._check_room(files, targets)
                for source, target in zip(files, targets, strict=True):
                    self._copy(source, drafts / target.name)
                _check_free(targets)  # somebody may have been faster
                for target in targets:
                    (drafts / target.name).replace(target)
        except AlreadyLocked:
            raise AppError(Code.TARGET_BUSY, path=str(targets[0])) from None
        except OSError as error:
            missing = self._total - self._done
            raise write_error(error, targets[0], missing, self._free) from error
        return Copied(targets[0], written=True)

    @contextlib.contextmanager
    def _workshop(self) -> Iterator[Path]:
        """A folder of its own: a name that is as long as can be leaves no room for an ending."""
        place = self._folder / UNFINISHED
        shutil.rmtree(place, ignore_errors=True)  # of a copy whose process was killed
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _check_room(self, files: Sequence[Path], targets: Sequence[Path]) -> None:
        _check_free(targets)
        self._total = sum(file.stat().st_size for file in files)
        check_room(targets[0], self._total, self._free)

    def _is_same(self, source: Path, target: Path) -> bool:
        """Whether a file of its own, with the same bytes, is at ``target``."""
        try:
            if target.is_symlink() or source.stat().st_size != target.stat().st_size:
                return False
            with source.open("rb", buffering=0) as one, target.open("rb", buffering=0) as other:
                while (block := one.read(_BLOCK)) == other.read(_BLOCK):
                    self._check()
                    if not block:
                        return True
        except OSError:
            pass  # what is done next says why
        return False

    def _copy(self, source: Path, draft: Path) -> None:
        try:
            reading = source.open("rb", buffering=0)
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.FILE_UNREADABLE, path=str(source), reason=reason) from error
        with reading, draft.open("xb", buffering=0) as writing:
            while block := reading.read(_BLOCK):
                self._check()
                rest = memoryview(block)
                while rest:
                    rest = rest[writing.write(rest) or 0 :]
                self._done += len(block)
                self._on_bytes(self._done)
            os.fsync(writing.fileno())


def _check_free(targets: Sequence[Path]) -> None:
    for target in targets:
        if os.path.lexists(target):
            raise AppError(Code.OTHER_FILE_THERE, path=str(target))


@contextlib.contextmanager
def _held(targets: Sequence[Path]) -> Iterator[None]:
    """Nobody else writes any of these meanwhile. Raises TARGET_BUSY, OSError."""
    with contextlib.ExitStack() as stack:
        for target in targets:
            try:
                stack.enter_context(target_lock(target))
            except AlreadyLocked:
                raise AppError(Code.TARGET_BUSY, path=str(target)) from None
        yield
