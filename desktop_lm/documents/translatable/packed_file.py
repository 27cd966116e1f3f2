"""Zip files of which some parts are translated and all others copied."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from desktop_lm.documents.limits import MAX_FILE
from desktop_lm.documents.readers.found import Damaged, Encrypted, Unsafe
from desktop_lm.documents.readers.packed_xml import PackedDocument
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.language_tags import renamed
from desktop_lm.documents.translatable.pieces import Pieces, filled, refuse_more, units
from desktop_lm.documents.translatable.text_source import check_size, reading
from desktop_lm.documents.translatable.text_target import refuse_source
from desktop_lm.documents.translatable.unit import Unit, Written
from desktop_lm.errors import AppError, Code
from desktop_lm.written_file import written_beside

_MAX_PARTS = 50_000
_GATHERED = 256 << 10  # characters handed on at once


class PackedFile:
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`; a format adds
    which parts are translated and how each is cut into pieces.

    Raises FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, DOCUMENT_TOO_LARGE, DOCUMENT_DAMAGED,
    DOCUMENT_ENCRYPTED, DOCUMENT_UNSAFE.
    """

    kind: ClassVar[FileKind]
    can_be_bilingual: ClassVar[bool] = True
    columns: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        self.path = path
        self.language = ""  # that is being written; units do not depend on it
        with reading(path):
            check_size(path, MAX_FILE)
        with self._opened() as packed:
            self._parts = frozenset(self.parts(packed))

    def parts(self, packed: PackedDocument) -> Collection[str]:
        """The names of the parts to translate."""
        raise NotImplementedError

    def pieces(self, packed: PackedDocument, name: str, *, bilingual: bool) -> Pieces:
        """The part ``name`` from its beginning to its end; which units come does not depend on
        ``bilingual``."""
        raise NotImplementedError

    def units(self) -> Iterator[Unit]:
        with self._opened() as packed:
            for info in packed.infos():
                if info.filename in self._parts:
                    yield from units(self.pieces(packed, info.filename, bilingual=False))

    def write(
        self,
        target: Path,
        translations: Iterator[Written],
        *,
        bilingual: bool = False,
        language: str = "",
        copying: Callable[[], object] = lambda: None,
    ) -> None:
        refuse_source(self.path, target)
        self.language = language
        with written_beside(target) as beside, self._opened() as packed:
            with zipfile.ZipFile(beside, "w") as file:
                file.comment = packed.comment
                for info in packed.infos():
                    with file.open(_like(info), "w") as part:
                        if info.filename not in self._parts:
                            part.writelines(_told(packed.chunks(info), copying))
                            continue
                        texts = self._part(packed, info, translations, bilingual=bilingual)
                        part.writelines(self._named(texts, "" if bilingual else language))
            refuse_more(translations)

    def _part(
        self,
        packed: PackedDocument,
        info: zipfile.ZipInfo,
        translations: Iterator[Written],
        *,
        bilingual: bool,
    ) -> Iterator[str]:
        """A part of the target that holds translations, piece by piece."""
        pieces = self.pieces(packed, info.filename, bilingual=bilingual)
        gathered, characters = [], 0
        for text in filled(pieces, translations, bilingual=bilingual):
            gathered.append(text)
            characters += len(text)
            if characters > _GATHERED:
                yield "".join(gathered)
                gathered, characters = [], 0
        yield "".join(gathered)

    def _named(self, pieces: Iterator[str], language: str) -> Iterator[bytes]:
        """``pieces`` naming ``language`` where one is given."""
        for piece in pieces:
            yield (renamed(self.kind, piece, language) if language else piece).encode()

    @contextmanager
    def _opened(self) -> Iterator[PackedDocument]:
        """The file's parts; what reading them raises comes as AppErrors."""
        path = str(self.path)
        try:
            packed = PackedDocument(self.path)
            try:
                names = [info.filename for info in packed.infos()]
                if len(names) > _MAX_PARTS:
                    raise Unsafe(f"it has more than {_MAX_PARTS} parts")
                if len(set(names)) < len(names):
                    raise Damaged("two of its parts have the same name")
                packed.check_all()
                yield packed
            finally:
                packed.close()
        except Damaged as error:
            raise AppError(Code.DOCUMENT_DAMAGED, path=path, reason=str(error)) from error
        except Unsafe as error:
            raise AppError(Code.DOCUMENT_UNSAFE, path=path, reason=str(error)) from error
        except Encrypted as error:
            raise AppError(Code.DOCUMENT_ENCRYPTED, path=path) from error
        except RecursionError as error:
            reason = "its parts lie too deep in each other"
            raise AppError(Code.DOCUMENT_UNSAFE, path=path, reason=reason) from error


def _told(chunks: Iterator[bytes], tell: Callable[[], object]) -> Iterator[bytes]:
    for chunk in chunks:
        tell()
        yield chunk


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """What the zip file says of the same part in the target."""
    made = zipfile.ZipInfo(info.filename, info.date_time)
    made.compress_type = info.compress_type
    made.comment = info.comment
    made.create_system = info.create_system
    made.external_attr = info.external_attr
    made.internal_attr = info.internal_attr
    made.file_size = info.file_size
    return made
