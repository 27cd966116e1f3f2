"""The list of models: what the index remembers, the starter, and what lies in the folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.models.library.describe import describe
from desktop_lm.models.library.entry import Entry, Facts, Source
from desktop_lm.models.library.index import Index, Record
from desktop_lm.models.model_name import name_of_file
from desktop_lm.models.vet import vet

_Stamp = tuple[int, int]  # size in bytes, time of change in nanoseconds


class Library:
    """The models on disk; every call looks anew, so two processes see each other's changes.

    ``folder`` is where downloads and copies go. ``find_starter`` gives the file installed with
    the program, or None. Any thread may call.
    """

    def __init__(self, folder: Path, find_starter: Callable[[], Path | None]) -> None:
        self.folder = folder
        self._index = Index(folder)
        self._find_starter = find_starter
        self._headers: dict[tuple[str, _Stamp], Facts | AppError] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Every model, in the order starter, index, found. Raises nothing."""
        entries: dict[str, Entry] = {}
        for record in self._all_records():
            entries.setdefault(os.path.normcase(record.path), self._entry(record))
        return tuple(entries.values())

    def add(
        self,
        path: str | Path,
        source: Source,
        *,
        name: str = "",
        catalogue_id: str = "",
        sha256: str = "",
    ) -> Entry:
        """Remember a file that is there, in place of what was remembered of this path.

        Raises what :func:`~desktop_lm.models.vet.vet` raises, and FOLDER_UNWRITABLE.
        """
        # Not resolved: a link in another program's cache has the name, its target only a hash.
        whole = str(Path(path).absolute())
        vet(whole)
        size, mtime_ns = _stamp(whole)
        record = Record(
            path=whole,
            source=source,
            size=size,
            mtime_ns=mtime_ns,
            name=name,
            catalogue_id=catalogue_id,
            sha256=sha256,
        )

        def with_it(records: Sequence[Record]) -> Sequence[Record]:
            return [*(r for r in records if not _same(r.path, whole)), record]

        self._index.change(with_it)
        return self._entry(record)

    def _all_records(self) -> Iterator[Record]:
        starter = self._find_starter()
        if starter is not None:
            yield _found(starter, Source.STARTER)
        yield from self._index.records()
        for path in _model_files(self.folder):
            yield _found(path, Source.FOUND)

    def _entry(self, record: Record) -> Entry:
        found = self._facts(record.path)
        error = found if isinstance(found, AppError) else None
        facts = Facts(record.size) if isinstance(found, AppError) else found
        if error is None and _stamp(record.path) != (record.size, record.mtime_ns):
            error = AppError(Code.FILE_CHANGED, path=record.path)
        return Entry(
            path=record.path,
            name=record.name or name_of_file(record.path),
            source=record.source,
            facts=facts,
            catalogue_id=record.catalogue_id,
            sha256=record.sha256,
            error=error,
        )

    def _facts(self, path: str) -> Facts | AppError:
        key = path, _stamp(path)
        if key not in self._headers:
            try:
                self._headers[key] = describe(vet(path))
            except AppError as error:
                self._headers[key] = error
        return self._headers[key]


def _found(path: Path, source: Source) -> Record:
    size, mtime_ns = _stamp(str(path))
    return Record(path=str(path), source=source, size=size, mtime_ns=mtime_ns)


def _model_files(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.suffix.lower() == ".gguf")
    except OSError:
        return []


def _stamp(path: str) -> _Stamp:
    """Size and time of change; zeros where there is no such file."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _same(one: str, other: str) -> bool:
    return os.path.normcase(one) == os.path.normcase(other)
