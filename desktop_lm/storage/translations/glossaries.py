"""The user's glossaries: tables of terms with a name, a JSON file each."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.named_files import NameCodes, NamedFiles
from desktop_lm.storage.translations.glossary import StoredGlossary, TermRow
from desktop_lm.storage.translations.glossary_merge import merged
from desktop_lm.storage.translations.translation_entry import whole

__all__ = ["Glossaries", "StoredGlossary", "TermRow"]

_CODES = NameCodes(Code.GLOSSARY_NAME, Code.GLOSSARY_MISSING)


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

    def save(
        self, glossary: StoredGlossary, former: str = "", base: StoredGlossary | None = None
    ) -> StoredGlossary:
        """Keep it, in place of one of the same name, and of the one called ``former`` where it has
        a new name; what is kept comes back. Where it is made of ``base``, and somebody else has
        changed that since, it is both. Raises GLOSSARY_NAME, WRITE_FAILED."""
        with suppress(AppError):  # gone, or damaged
            there = self.read(former or glossary.name) if base is not None else None
            if base is not None and there is not None:
                glossary = merged(base, glossary, there)
        try:
            content = msgspec.json.encode(glossary)
        except UnicodeEncodeError:
            rows = tuple(map(_whole, glossary.rows))
            content = msgspec.json.encode(replace(glossary, rows=rows))
        if former and former != glossary.name:
            # Before, not removed after: "terms" may be the very file that "Terms" is.
            self._files.rename(former, glossary.name)
        self._files.save(glossary.name, content)
        return glossary

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
