"""The file a download grows in, and the note beside it that lets it go on another day."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Self

import msgspec

from desktop_lm import atomic_file
from desktop_lm.errors import AppError, Code
from desktop_lm.models.disk_space import FreeBytes, check_room, write_error
from desktop_lm.models.download.following_hash import FollowingHash
from desktop_lm.models.download.progress import StopSignal
from desktop_lm.models.download.remote import Remote
from desktop_lm.models.model_file import DAMAGED

PART = ".part"
NOTE = ".part.json"
_POLL_SECONDS = 0.1


class Note(msgspec.Struct, frozen=True):
    """What the bytes of a part are the beginning of, and which answer they came with."""

    remote: Remote
    url: str = ""
    etag: str = ""


def read_note(target: Path) -> Note | None:
    """The note of the file that is to become ``target``, or None."""
    try:
        return msgspec.json.decode(_beside(target, NOTE).read_bytes(), type=Note)
    except (OSError, ValueError, RecursionError):  # also of bytes that are no UTF-8
        return None


def remove_part(target: Path) -> None:
    """Remove what a download of ``target`` left behind."""
    for suffix in (PART, NOTE):
        with contextlib.suppress(OSError):
            _beside(target, suffix).unlink()


class PartFile:
    """The beginning of ``target``, which holds ``have`` bytes; a context manager.

    Raises DISK_FULL and FOLDER_UNWRITABLE; what was written before stays.
    """

    def __init__(self, target: Path, remote: Remote, free: FreeBytes) -> None:
        self.target = target
        self.have = 0
        self.note = Note(remote)
        self._remote = remote
        self._free = free
        self._path = _beside(target, PART)
        self._handle = -1
        self._hash: FollowingHash | None = None

    def __enter__(self) -> Self:
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | _BINARY, 0o666)
            note = read_note(self.target)
            size = os.fstat(self._handle).st_size
            if note is not None and note.remote == self._remote and size <= self._remote.size:
                self.note, self.have = note, size
            else:
                os.ftruncate(self._handle, 0)
            os.lseek(self._handle, self.have, os.SEEK_SET)
            check_room(self.target, self._remote.size - self.have, self._free)
        except BaseException as error:
            is_empty = self._is_empty()
            self.close()
            if is_empty:
                remove_part(self.target)
            raise self._translated(error) from error
        self._follow()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        if not self.have:
            remove_part(self.target)

    def close(self) -> None:
        if self._hash is not None:
            self._hash.close()
            self._hash = None
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def restart(self) -> None:
        """Forget the bytes there are."""
        try:
            os.ftruncate(self._handle, 0)
            os.lseek(self._handle, 0, os.SEEK_SET)
        except OSError as error:
            raise self._translated(error) from error
        self.have = 0
        if self._hash is not None:
            self._hash.close()
        self._follow()

    def came_from(self, url: str, etag: str) -> None:
        """Note which answer the bytes come with, before they come."""
        note = Note(self._remote, url, etag)
        if note != self.note or not self.have:
            try:
                atomic_file.write_text(
                    _beside(self.target, NOTE), msgspec.json.encode(note).decode()
                )
            except OSError as error:
                raise self._translated(error) from error
            self.note = note

    def append(self, block: bytes) -> None:
        """Add bytes at the end."""
        assert self._hash is not None
        rest = memoryview(block)
        try:
            while rest:
                written = os.write(self._handle, rest)
                self.have += written
                rest = rest[written:]
        except OSError as error:
            raise self._translated(error) from error
        finally:
            self._hash.extend(self.have)

    def finish(self, stop: StopSignal) -> Path:
        """Check the hash and give the file its name.

        Raises HASH_MISMATCH, with the file ``kept`` under another name; OTHER_FILE_THERE where
        somebody put one there meanwhile, and the part stays; Stopped.
        """
        assert self._hash is not None
        try:
            while not self._hash.wait(_POLL_SECONDS):
                stop.check()
            digest = self._hash.hexdigest()
            os.fsync(self._handle)
            self.close()
            if digest != self._remote.sha256:
                raise self._set_aside()
            if os.path.lexists(self.target):
                raise AppError(Code.OTHER_FILE_THERE, path=str(self.target))
            self._path.replace(self.target)
            _sync_folder(self.target.parent)
        except OSError as error:
            raise self._translated(error) from error
        with contextlib.suppress(OSError):
            _beside(self.target, NOTE).unlink()
        return self.target

    def _is_empty(self) -> bool:
        """Whether it is known that nothing has come."""
        try:
            return self._handle >= 0 and os.fstat(self._handle).st_size == 0
        except OSError:
            return False

    def _set_aside(self) -> AppError:
        kept = _beside(self.target, DAMAGED)
        self._path.replace(kept)
        remove_part(self.target)
        return AppError(Code.HASH_MISMATCH, path=str(self.target), kept=str(kept))

    def _follow(self) -> None:
        self._hash = FollowingHash(self._path)
        self._hash.extend(self.have)

    def _translated(self, error: BaseException) -> BaseException:
        if not isinstance(error, OSError):
            return error
        return write_error(error, self.target, self._remote.size - self.have, self._free)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would turn line ends


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a loss of power; Windows opens no folder for it."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
