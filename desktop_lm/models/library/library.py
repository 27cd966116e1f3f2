"""The list of models: what the index remembers, the starter, and what lies in the folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.models.catalogue import Catalogue, CatalogueModel
from desktop_lm.models.library.copying import Copying
from desktop_lm.models.library.describe import describe
from desktop_lm.models.library.entry import Entry, Facts, Source
from desktop_lm.models.library.index import Index, Record
from desktop_lm.models.library.model_files import (
    delete,
    hash_of,
    models_in,
    same_path,
    stamp,
)
from desktop_lm.models.library.records import came_with_the_program, found, of_catalogue
from desktop_lm.models.library.shipped import Shipped
from desktop_lm.models.library.verified import Verified, expected_hash
from desktop_lm.models.model_name import name_of_file
from desktop_lm.models.split import files_of
from desktop_lm.models.vet import vet


def _nothing(_: int = 0) -> None:
    pass


class Library:
    """The models on disk; every call looks anew, so two processes see each other's changes.

    ``folder`` is where downloads and copies go. ``find_shipped`` gives the files installed with
    the program. Any thread may call. A model that is split into files is known by its
    first one. Calls that take long take ``on_bytes``, told how many bytes are done, and
    ``check``, which may raise to break off.
    """

    def __init__(self, folder: Path, find_shipped: Callable[[], Sequence[Shipped]]) -> None:
        self.folder = folder
        self._index = Index(folder)
        self._find_shipped = find_shipped
        self._headers: dict[object, Facts | AppError] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Every model, in the order shipped, index, found. Raises nothing."""
        return tuple(self._entry(record) for record in self._records())

    def find(self, name: str) -> Entry:
        """The model of this path, file name, catalogue id or name.

        Raises NOT_IN_LIBRARY and NAME_NOT_UNIQUE.
        """
        entries = self.entries()
        whole = str(Path(name).absolute())
        for entry in entries:
            if same_path(entry.path, whole):
                return entry
        wanted = name.casefold()
        fitting = [entry for entry in entries if wanted in _names(entry)]
        if not fitting:
            raise AppError(Code.NOT_IN_LIBRARY, name=name)
        if len(fitting) > 1:
            raise AppError(Code.NAME_NOT_UNIQUE, name=name, count=len(fitting))
        return fitting[0]

    def import_file(
        self,
        path: str | Path,
        *,
        copy: bool = False,
        name: str = "",
        on_bytes: Callable[[int], None] = _nothing,
        check: Callable[[], None] = _nothing,
    ) -> Entry:
        """Add a file of the user's: linked where it lies, or copied into the folder.

        One that is known and has not changed stays what it is, and may get another ``name``; so
        does a copy that was made before. Raises what :func:`~desktop_lm.models.vet.vet` and
        :meth:`~desktop_lm.models.library.copying.Copying.run` raise, FOLDER_UNWRITABLE, and
        LIBRARY_NEWER before anything is copied.
        """
        whole = Path(path).absolute()
        vet(whole)
        self._index.check()
        if not copy or whole.parent == self.folder:
            return self._link(str(whole), name)
        copied = Copying(self.folder, on_bytes, check).run(files_of(whole), name)
        if not copied.written:
            return self._link(str(copied.path), name)
        return self.add(copied.path, Source.COPIED, name=name)

    def notice(self, path: str | Path) -> None:
        """Have a file that is in use on the list, where nothing is known of it: what is known is
        not taken back because the file is another one now. Raises as ``add`` does."""
        whole = str(Path(path).absolute())
        if not any(same_path(record.path, whole) for record in self._records()):
            self.add(whole, Source.IMPORTED)

    def _link(self, path: str, name: str) -> Entry:
        known = next((r for r in self._records() if same_path(r.path, path)), None)
        if known is None or stamp(path) != (known.size, known.mtime_ns):
            return self.add(path, self._users(path), name=name)
        if name not in ("", known.name) and not known.source.is_shipped:
            known = msgspec.structs.replace(known, name=name)
            self._remember(known)
        return self._entry(known)

    def add(
        self,
        path: str | Path,
        source: Source,
        *,
        name: str = "",
        model: CatalogueModel | None = None,
    ) -> Entry:
        """Remember a file that is there, in place of what was remembered of this path.

        ``model`` is the row of the catalogue whose file it is, checked already. Raises what
        :func:`~desktop_lm.models.vet.vet` raises, FOLDER_UNWRITABLE, LIBRARY_NEWER.
        """
        # Not resolved: a link in another program's cache has the name, its target only a hash.
        whole = str(Path(path).absolute())
        vet(whole)
        size, mtime_ns = stamp(whole)
        record = Record(path=whole, source=source, size=size, mtime_ns=mtime_ns, name=name)
        if model is not None:
            record = of_catalogue(record, model)
        self._remember(record)
        return self._entry(record)

    def keep_download(self, model: CatalogueModel, path: Path, *, written: bool) -> Entry:
        """Remember a file of the catalogue that is whole. Raises as ``add`` does.

        One that was not ``written`` but lay there already stays what it was: a file that somebody
        put into the folder is not deleted because it was also asked for.
        """
        if written:
            return self.add(path, Source.DOWNLOADED, model=model)
        before = self._record(str(path))
        source = self._source_now(before, stamp(before.path), model.sha256)
        return self.add(path, source, name=before.name, model=model)

    def remove(self, path: str) -> bool:
        """Forget a model, and delete its files where this program wrote them.

        The answer says whether files were deleted: a file that is not the one that was written
        is only forgotten. Raises NOT_IN_LIBRARY, SHIPPED_STAYS, NOT_OURS_TO_DELETE for a file
        that somebody put into the folder and that is there, DELETE_FAILED, FOLDER_UNWRITABLE, and
        LIBRARY_NEWER before anything is deleted.
        """
        self._index.check()
        record = self._record(path)
        if record.source.is_shipped:
            raise AppError(Code.SHIPPED_STAYS, path=record.path)
        if record.source is Source.FOUND and os.path.lexists(record.path):
            raise AppError(Code.NOT_OURS_TO_DELETE, path=record.path)
        ours = record.source.is_ours and stamp(record.path) == (record.size, record.mtime_ns)
        if ours:
            delete(record.path)
        self._index.change(lambda rows: [r for r in rows if not same_path(r.path, record.path)])
        return ours

    def verify(
        self,
        path: str,
        catalogue: Catalogue | None = None,
        *,
        on_bytes: Callable[[int], None] = _nothing,
        check: Callable[[], None] = _nothing,
    ) -> Verified:
        """Read a model through and compare its hash with what it should be or was.

        Where nothing is known, the hash is remembered for the next time; a file that then is not
        the one this program wrote counts as the user's. Raises NOT_IN_LIBRARY, FILE_MISSING,
        FILE_UNREADABLE, FILE_CHANGED while it was read, CONTENT_CHANGED; and FOLDER_UNWRITABLE,
        LIBRARY_NEWER where there was nothing to compare with and nothing can be remembered.
        """
        record = self._record(path)
        size, mtime_ns = stamp(record.path)
        digest = hash_of(record.path, on_bytes, check)
        if stamp(record.path) != (size, mtime_ns):  # the hash may be of neither file
            raise AppError(Code.FILE_CHANGED, path=record.path)
        expected = expected_hash(record, size, catalogue)
        if expected and digest != expected:
            raise AppError(Code.CONTENT_CHANGED, path=record.path)
        if record.source.is_shipped:
            return Verified.SHIPPED
        rows = catalogue.models if catalogue else ()
        known = next((model for model in rows if model.sha256 == digest), None)
        now = msgspec.structs.replace(
            record,
            source=self._source_now(record, (size, mtime_ns), digest),
            size=size,
            mtime_ns=mtime_ns,
            sha256=digest,
        )
        if known is not None:
            now = of_catalogue(now, known)
        verdict = Verified.UNCHANGED if expected else Verified.REMEMBERED
        if known is not None:
            verdict = Verified.CATALOGUE
        if now != record:
            self._note(now, needed=verdict is Verified.REMEMBERED)
        return verdict

    def _note(self, record: Record, *, needed: bool) -> None:
        """Remember what was found out. Where a list that cannot be written costs nothing but that,
        it is not ``needed``."""
        try:
            self._remember(record)
        except AppError:
            if needed:
                raise

    def _source_now(self, record: Record, now: tuple[int, int], digest: str) -> Source:
        """Where a file of this stamp and hash came from.

        One that may not be what this program wrote is somebody else's: else the record's new
        stamp would let ``remove`` delete it.
        """
        same = now == (record.size, record.mtime_ns) or digest == record.sha256
        if same or not record.source.is_ours:
            return record.source
        return self._users(record.path)

    def _users(self, path: str) -> Source:
        """The source of a file that the user put where it lies."""
        return Source.FOUND if Path(path).parent == self.folder else Source.IMPORTED

    def _remember(self, record: Record) -> None:
        def with_it(records: Sequence[Record]) -> Sequence[Record]:
            return [*(r for r in records if not same_path(r.path, record.path)), record]

        self._index.change(with_it)

    def _record(self, path: str) -> Record:
        for record in self._records():
            if same_path(record.path, path):
                return record
        raise AppError(Code.NOT_IN_LIBRARY, name=path)

    def _records(self) -> Iterator[Record]:
        """Each model once: what is remembered of it goes before what is only found."""
        rows = [came_with_the_program(file) for file in self._find_shipped()]
        rows += self._index.records()
        rows += [found(path) for path in models_in(self.folder)]
        seen: set[str] = set()
        for row in rows:
            key = os.path.normcase(row.path)
            if key not in seen:
                seen.add(key)
                yield row

    def _entry(self, record: Record) -> Entry:
        known = self._facts(record.path)
        error: AppError | None = None
        facts = Facts(record.size)
        is_same = stamp(record.path) == (record.size, record.mtime_ns)
        if isinstance(known, AppError):
            error = known
        else:
            facts = replace(known, licence=known.licence or record.licence)
            if not is_same:
                error = AppError(Code.FILE_CHANGED, path=record.path)
        return Entry(
            path=record.path,
            name=record.name or name_of_file(record.path),
            source=record.source,
            facts=facts,
            catalogue_id=record.catalogue_id,
            sha256=record.sha256,
            error=error,
            is_same=is_same,
        )

    def _facts(self, path: str) -> Facts | AppError:
        key = path, stamp(path)
        if key not in self._headers:
            try:
                self._headers[key] = describe(vet(path))
            except AppError as error:
                self._headers[key] = error
        return self._headers[key]


def _names(entry: Entry) -> set[str]:
    names = (entry.name, entry.catalogue_id, Path(entry.path).name, Path(entry.path).stem)
    return {name.casefold() for name in names if name}
