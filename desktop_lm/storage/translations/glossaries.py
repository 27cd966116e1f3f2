"""The user's glossaries: tables of terms with a name, a JSON file each."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.named_files import NameCodes, NamedFiles
from desktop_lm.storage.translations.translation_entry import whole

_CODES = NameCodes(Code.GLOSSARY_NAME, Code.GLOSSARY_MISSING)


@dataclass(frozen=True, slots=True)
class TermRow:
    """``source`` is to become ``target``, where ``case_sensitive`` only with these capitals;
    ``note`` is for people."""

    source: str
    target: str
    note: str = ""
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class StoredGlossary:
    """``pairs`` are the languages it is for, from and into; none: all. ``on``: whether it is
    used where nobody names a glossary."""

    name: str
    pairs: tuple[tuple[str, str], ...] = ()
    rows: tuple[TermRow, ...] = ()
    on: bool = True

    def is_for(self, source: str, target: str) -> bool:
        """Whether it is for translations from ``source`` into ``target``."""
        return not self.pairs or (source, target) in self.pairs


class Glossaries:
    """Glossaries in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._files = NamedFiles(folder, _CODES)

    def names(self) -> list[str]:
        """In the order of the alphabet."""
        return self._files.names()

    def check_name(self, name: str) -> None:
        """Raises GLOSSARY_NAME where it cannot be a glossary's name."""
        self._files.path(name)

    def read(self, name: str) -> StoredGlossary:
        """Raises GLOSSARY_NAME, GLOSSARY_MISSING, GLOSSARY_DAMAGED."""
        try:
            content = self._files.read(name).removeprefix(codecs.BOM_UTF8)  # an editor's
            found = msgspec.json.decode(content, type=StoredGlossary)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise AppError(Code.GLOSSARY_DAMAGED, name=name, reason=str(error)) from error
        return replace(found, name=name)  # somebody may have renamed the file

    def save(self, glossary: StoredGlossary, former: str = "") -> None:
        """Keep it, in place of one of the same name, and of the one called ``former`` where it has
        a new name. Raises GLOSSARY_NAME, WRITE_FAILED."""
        try:
            content = msgspec.json.encode(glossary)
        except UnicodeEncodeError:
            rows = tuple(map(_whole, glossary.rows))
            content = msgspec.json.encode(replace(glossary, rows=rows))
        if former and former != glossary.name:
            # Before, not removed after: "terms" may be the very file that "Terms" is.
            self._files.rename(former, glossary.name)
        self._files.save(glossary.name, content)

    def remove(self, name: str) -> None:
        """Raises GLOSSARY_NAME, GLOSSARY_MISSING, DELETE_FAILED."""
        self._files.remove(name)

    def in_use(
        self, source: str, target: str, failed: Callable[[AppError], object]
    ) -> Iterator[StoredGlossary]:
        """Those that are on and for these languages. ``failed`` is told of each that cannot be
        read; the others are used all the same."""
        for name in self.names():
            try:
                glossary = self.read(name)
            except AppError as error:
                failed(error)
                continue
            if glossary.on and glossary.is_for(source, target):
                yield glossary


def _whole(row: TermRow) -> TermRow:
    return replace(row, source=whole(row.source), target=whole(row.target), note=whole(row.note))
