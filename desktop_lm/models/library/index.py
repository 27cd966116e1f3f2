"""The library's memory: one JSON file in the models folder, shared by window and command line."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from desktop_lm import atomic_file
from desktop_lm.errors import AppError, Code
from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.models.library.entry import Source

INDEX = "library.json"
DAMAGED = "library.json.damaged"
_VERSION = 1
_PATIENCE = 10.0  # seconds; a change takes milliseconds


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a file.

    ``path`` is absolute, or relative to the models folder for a file in it. ``size`` (bytes) and
    ``mtime_ns`` are what the file had when it was added or last verified.
    """

    path: str
    source: Source
    size: int
    mtime_ns: int
    name: str = ""  # empty: the file's own
    catalogue_id: str = ""
    sha256: str = ""
    licence: str = ""


class _File(msgspec.Struct, frozen=True):
    version: int
    files: tuple[Record, ...]

    @property
    def is_newer(self) -> bool:
        """Whether a newer program wrote it, in a form of which this one knows only a part."""
        return self.version > _VERSION


class Index:
    """Reads and changes the records. A damaged file counts as empty and is kept aside; one of a
    newer program is read as far as it makes sense, and never written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / INDEX

    def records(self) -> tuple[Record, ...]:
        """All records, their paths absolute. Raises nothing."""
        try:
            file = self._read()
        except OSError:
            return ()
        records = file.files if file else ()
        return tuple(msgspec.structs.replace(r, path=str(self._folder / r.path)) for r in records)

    def check(self) -> None:
        """Raises LIBRARY_NEWER where no change can be made because a newer program wrote it."""
        with contextlib.suppress(OSError):  # to change it says why
            self._refuse_newer(self._read())

    def change(self, change: Callable[[Sequence[Record]], Sequence[Record]]) -> None:
        """Replace the records by ``change(records)``, with no other process in between.

        Raises FOLDER_UNWRITABLE, LIBRARY_NEWER.
        """
        try:
            with FileLock(self._path.with_suffix(".lock"), _PATIENCE):
                file = self._read()
                self._refuse_newer(file)
                if file is None:
                    with contextlib.suppress(FileNotFoundError):
                        self._path.replace(self._folder / DAMAGED)
                self._write(change(self.records()))
        except AlreadyLocked:
            raise self._unwritable("in use") from None
        except OSError as error:
            raise self._unwritable(error.strerror or str(error)) from error

    def _refuse_newer(self, file: _File | None) -> None:
        if file is not None and file.is_newer:
            raise AppError(Code.LIBRARY_NEWER, path=str(self._path), version=file.version)

    def _read(self) -> _File | None:
        """What is written; None where the file says nothing that makes sense.

        Raises OSError for one that is there and cannot be read: it is not to be replaced.
        """
        try:
            content = json.loads(self._path.read_text("utf-8"))
            return msgspec.convert(content, _File)
        except FileNotFoundError:
            return _File(_VERSION, ())
        except msgspec.ValidationError:
            version = content.get("version") if isinstance(content, dict) else None
            if isinstance(version, int) and version > _VERSION:
                return _File(version, ())
            return None
        except (ValueError, RecursionError):
            return None

    def _write(self, records: Sequence[Record]) -> None:
        kept = [msgspec.structs.replace(r, path=self._short(r.path)) for r in records]
        content = msgspec.to_builtins(_File(_VERSION, tuple(kept)))
        # ASCII: a name that is no UTF-8 has halves of surrogate pairs in it.
        atomic_file.write_text(self._path, json.dumps(content, indent=1, ensure_ascii=True))

    def _short(self, path: str) -> str:
        """Relative for what lies in the folder, so that the folder may move."""
        whole = Path(path)
        return whole.name if whole.parent == self._folder else path

    def _unwritable(self, reason: str) -> AppError:
        return AppError(Code.FOLDER_UNWRITABLE, path=str(self._folder), reason=reason)
