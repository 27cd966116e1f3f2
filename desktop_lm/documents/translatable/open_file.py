"""Opens a file as the units of text in it that can be translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.unit import Unit, Written
from desktop_lm.errors import AppError, Code


@dataclass(frozen=True, slots=True)
class Choice:
    """What to translate of a file that leaves a choice; the others take no notice of it.

    ``columns`` are names or numbers (from 1) of a table's columns; none: those that hold text.
    ``paths`` are paths of a JSON file's strings such as ``items[2].title``, where ``*`` stands for
    any name or number and a path takes in all below it; none: all strings that look like text.
    ``redo``: translate also the entries of a PO file that have a translation.
    """

    columns: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    redo: bool = False


_WITH_PICTURES = frozenset({FileKind.WORD, FileKind.OPEN_DOCUMENT, FileKind.EPUB})
# Of these a part is translated: columns, strings that look like text, what is not translated yet.
_IN_PART = frozenset({FileKind.TABLE, FileKind.JSON, FileKind.GETTEXT, FileKind.PROPERTIES})


class Translatable(Protocol):
    """A file of one kind. ``columns`` are the names of a table's columns and ``chosen`` those that
    are to be translated; both are empty for other files. ``can_be_bilingual`` says whether a text
    and its translation can stand in the file together."""

    @property
    def kind(self) -> FileKind: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def chosen(self) -> tuple[str, ...]: ...

    @property
    def can_be_bilingual(self) -> bool: ...

    def units(self) -> Iterator[Unit]:
        """All units, in the same order each time; the file is read as they are taken. None come
        where there is nothing to translate.

        Raises FILE_MISSING, FILE_UNREADABLE, DOCUMENT_DAMAGED, DOCUMENT_ENCRYPTED,
        DOCUMENT_UNSAFE, DOCUMENT_NOT_TEXT.
        """
        ...

    def write(
        self,
        target: Path,
        translations: Iterator[Written],
        *,
        bilingual: bool = False,
        language: str = "",
        copying: Callable[[], object] = lambda: None,
    ) -> None:
        """Write the file with ``translations``, one for each unit in the order of ``units()``.

        The target appears when it is whole, or not at all; the file itself is never touched.
        ``bilingual`` puts each translation below or beside its original. ``language`` is the code
        of the translations' language: a file that names its own then names this, unless it has
        both. ``copying`` is called again and again while what holds no text is copied; what it
        raises ends the writing. Raises ValueError for another number of translations, what
        ``units()`` raises, TARGET_IS_SOURCE, BILINGUAL_NOT_POSSIBLE and WRITE_FAILED.
        """
        ...


def open_translatable(path: Path, choice: Choice = Choice()) -> Translatable:
    """The file at ``path``, whose beginning has been looked at.

    Raises KIND_NOT_TRANSLATED, FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, DOCUMENT_TOO_LARGE,
    DOCUMENT_NOT_TEXT, DOCUMENT_DAMAGED, DOCUMENT_ENCRYPTED, and COLUMN_MISSING for a column in
    ``choice`` that is not there.
    """
    check_kind(path)
    return _OPENERS[path.suffix.lower()](path, choice)


def check_kind(path: Path) -> None:
    """Raises KIND_NOT_TRANSLATED where the name says that it is none."""
    if path.suffix.lower() not in _OPENERS:
        kinds = ", ".join(kind.value for kind in FileKind)
        raise AppError(Code.KIND_NOT_TRANSLATED, path=str(path), kinds=kinds)


def _plain_text(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.plain_text import PlainText

    del choice
    return PlainText(path)


def _word(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.word import WordFile

    del choice
    return WordFile(path)


def _open_document(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.open_document import OpenDocumentFile

    del choice
    return OpenDocumentFile(path)


def _web_page(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.web_page import WebPage

    del choice
    return WebPage(path)


def _epub(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.epub import EpubFile

    del choice
    return EpubFile(path)


def _gettext(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.gettext import GettextFile

    return GettextFile(path, redo=choice.redo)


def _table(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.table import TableFile

    return TableFile(path, choice.columns)


def _json(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.json_strings import JsonFile

    return JsonFile(path, choice.paths)


def _properties(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.properties import PropertiesFile

    del choice
    return PropertiesFile(path)


def _subtitles(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.subtitles import Subtitles

    del choice
    return Subtitles(path)


def _markdown(path: Path, choice: Choice) -> Translatable:
    from desktop_lm.documents.translatable.markdown import MarkdownFile

    del choice
    return MarkdownFile(path)


_OPENERS: dict[str, Callable[[Path, Choice], Translatable]] = {
    ".txt": _plain_text,
    ".text": _plain_text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".docx": _word,
    ".odt": _open_document,
    ".html": _web_page,
    ".htm": _web_page,
    ".xhtml": _web_page,
    ".epub": _epub,
    ".srt": _subtitles,
    ".vtt": _subtitles,
    ".po": _gettext,
    ".pot": _gettext,
    ".csv": _table,
    ".tsv": _table,
    ".tab": _table,
    ".json": _json,
    ".arb": _json,
    ".properties": _properties,
}
SUFFIXES = tuple(_OPENERS)


def without_units(path: Path, kind: FileKind) -> AppError:
    """What to say of a file of this ``kind`` that has no units: NOTHING_TO_TRANSLATE,
    DOCUMENT_PICTURES or DOCUMENT_EMPTY."""
    code = Code.NOTHING_TO_TRANSLATE if kind in _IN_PART else Code.DOCUMENT_EMPTY
    return AppError(Code.DOCUMENT_PICTURES if kind in _WITH_PICTURES else code, path=str(path))
