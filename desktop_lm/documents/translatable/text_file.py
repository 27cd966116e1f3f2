"""What all files that are text themselves have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.language_tags import renamed
from desktop_lm.documents.translatable.pieces import Pieces, filled, refuse_more, units
from desktop_lm.documents.translatable.text_source import TextSource
from desktop_lm.documents.translatable.text_target import write_like
from desktop_lm.documents.translatable.unit import Unit, Written
from desktop_lm.errors import AppError, Code


class TextFile:
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`; a format adds
    how its file is cut into pieces."""

    kind: FileKind
    can_be_bilingual: ClassVar[bool] = True
    own_places: ClassVar[bool] = False  # of translations, beside what they are of
    columns: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    def __init__(self, path: Path, declared: str = "") -> None:
        self.source = TextSource(path, declared)
        self.language = ""  # that is being written; units do not depend on it

    def pieces(self, *, bilingual: bool) -> Pieces:
        """The file from its beginning to its end; which units come does not depend on
        ``bilingual``."""
        raise NotImplementedError

    def renamed(self, before: str) -> str:
        """``before``, a file's beginning, naming UTF-8 as its encoding; called where
        ``names_encoding``."""
        return before

    names_encoding: ClassVar[bool] = False

    def units(self) -> Iterator[Unit]:
        return units(self.pieces(bilingual=False))

    def write(
        self,
        target: Path,
        translations: Iterator[Written],
        *,
        bilingual: bool = False,
        language: str = "",
        copying: Callable[[], object] = lambda: None,
    ) -> None:
        del copying  # all of it is text
        self.language = language
        if bilingual and not self.can_be_bilingual:
            raise AppError(Code.BILINGUAL_NOT_POSSIBLE, kind=self.kind.value)
        text = self._text(translations, bilingual=bilingual)
        if language and not bilingual:
            text = (renamed(self.kind, piece, language) for piece in text)
        write_like(self.source, target, text, self.renamed if self.names_encoding else None)

    def _text(self, translations: Iterator[Written], *, bilingual: bool) -> Iterator[str]:
        yield from filled(
            self.pieces(bilingual=bilingual),
            translations,
            bilingual=bilingual,
            own_places=self.own_places,
        )
        refuse_more(translations)
