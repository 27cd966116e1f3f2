"""HTML files."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.pieces import Pieces
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.text_source import reading
from desktop_lm.documents.translatable.web_slots import Manner
from desktop_lm.documents.translatable.web_text import web_pieces
from desktop_lm.text_encoding import declared_in_page


class WebPage(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.WEB_PAGE

    def __init__(self, path: Path) -> None:
        with reading(path):
            declared = declared_in_page(path)
        super().__init__(path, declared)

    def pieces(self, *, bilingual: bool) -> Pieces:
        text = self.source.text()
        is_xml = text.lstrip().startswith("<?xml") or self.source.path.suffix.lower() == ".xhtml"
        language = self.language if bilingual else ""
        return web_pieces(text, Manner(is_xml, self._encodable, language=language))

    def _encodable(self, text: str) -> str:
        """``text`` with references for characters that the file's encoding lacks."""
        codec = self.source.codec
        return text.encode(codec, "xmlcharrefreplace").decode(codec)
