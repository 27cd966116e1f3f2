"""DOCX: the paragraphs of the text, headers, footers, notes, comments and text boxes.

Source: ECMA-376, part 1, WordprocessingML. Left as they are: fields, formulas, deleted text,
drawings, and everything in the file that is no paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from desktop_lm.documents.document import DocumentKind
from desktop_lm.documents.file_kind import kind_of
from desktop_lm.documents.readers.packed_xml import PackedDocument, damage_told
from desktop_lm.documents.readers.word import main_part
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.packed_file import PackedFile
from desktop_lm.documents.translatable.pieces import Pieces
from desktop_lm.documents.translatable.word_part import Paragraphs
from desktop_lm.documents.translatable.word_styles import STYLES, styles_with_numbers
from desktop_lm.documents.translatable.xml_tokens import tokens
from desktop_lm.errors import AppError, Code

_BESIDE_MAIN = re.compile(r"(?:header|footer|footnotes|endnotes|comments)\d*\.xml")


class WordFile(PackedFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.WORD

    def __init__(self, path: Path) -> None:
        if kind_of(path) is not DocumentKind.WORD:
            raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason="it is no docx file")
        super().__init__(path)

    def parts(self, packed: PackedDocument) -> Collection[str]:
        main = PurePosixPath(main_part(packed))
        packed.info(str(main))
        beside = (PurePosixPath(info.filename) for info in packed.infos())
        return {str(main), *filter(packed.has, [STYLES])} | {
            str(name)
            for name in beside
            if name.parent == main.parent and _BESIDE_MAIN.fullmatch(name.name)
        }

    def pieces(self, packed: PackedDocument, name: str, *, bilingual: bool) -> Pieces:
        if name == STYLES:
            with damage_told(name):
                yield from (token.raw for token in tokens(packed.chunks(name)))
            return
        numbered = styles_with_numbers(packed) if bilingual else frozenset()
        stem = PurePosixPath(name).stem
        part = "" if stem == "document" else stem
        with damage_told(name):
            language = self.language if bilingual else ""
            yield from Paragraphs(tokens(packed.chunks(name)), part, numbered, language).pieces()
