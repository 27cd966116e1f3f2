"""Word's docx: a zip of XML as ECMA-376 lays it down, with styles every word processor knows."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from desktop_lm.documents import markdown
from desktop_lm.documents.rich_text import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
    plain,
)
from desktop_lm.documents.transcript import Transcript, Turn
from desktop_lm.documents.writers import word_parts as parts
from desktop_lm.documents.writers.plain import receipt_text
from desktop_lm.documents.writers.web_page import WEB

# What XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DATE = (1980, 1, 1, 0, 0, 0)  # the same transcript gives the same bytes


def write(transcript: Transcript) -> bytes:
    """The file's bytes."""
    body = _Body()
    body.paragraph("Title", (Span(transcript.title),))
    for turn in transcript.turns:
        body.turn(turn, transcript.receipt_label)
    files = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONSHIPS,
        "word/styles.xml": parts.STYLES,
        "word/numbering.xml": parts.numbering(body.lists),
        "word/_rels/document.xml.rels": parts.document_relationships(body.links),
        "word/document.xml": parts.document("".join(body.made)),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


class _Body:
    """``links`` are the addresses linked to, ``lists`` the first numbers of numbered lists and
    None for others, each in the order in which the body refers to them."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.links: list[str] = []
        self.lists: list[int | None] = []

    def turn(self, turn: Turn, receipt_label: str) -> None:
        self.paragraph("Heading2", (Span(turn.speaker),))
        if turn.is_answer:
            self.blocks(markdown.read(turn.text))
        else:
            for line in turn.text.split("\n"):
                self.paragraph("Normal", (Span(line),))
        if turn.receipt:
            self.paragraph("Heading3", (Span(receipt_label),))
            self.paragraph("Code", (Span(receipt_text(turn)),))

    def blocks(self, blocks: Iterable[Block], style: str = "Normal", depth: int = 0) -> None:
        for block in blocks:
            self._block(block, style, depth)

    def paragraph(self, style: str, spans: Spans, extra: str = "") -> None:
        properties = f"<w:pStyle w:val={quoteattr(style)}/>"
        self.made.append(self._paragraph(properties, spans, extra))

    def _paragraph(self, properties: str, spans: Spans, extra: str = "") -> str:
        """``extra`` numbers or indents it."""
        way = "<w:bidi/>" if _runs_left(plain(spans)) else ""
        extra = way + extra if extra.startswith("<w:ind") else extra + way  # as its schema orders
        content = self._runs(spans, is_left=bool(way))
        return f"<w:p><w:pPr>{properties}{extra}</w:pPr>{content}</w:p>"

    def _block(self, block: Block, style: str, depth: int) -> None:
        indent = parts.indent(depth) if depth else ""
        if isinstance(block, Paragraph):
            self.paragraph(style, block.spans, indent)
        elif isinstance(block, Heading):
            self.paragraph(f"Heading{min(block.level + 2, 6)}", block.spans)
        elif isinstance(block, Code):
            self.paragraph("Code", (Span(block.text),), indent)
        elif isinstance(block, Listing):
            self._listing(block, style, depth)
        elif isinstance(block, Quote):
            self.blocks(block.blocks, "Quote", depth)
        elif isinstance(block, Table):
            self._table(block)
        else:
            self.made.append(parts.RULE)

    def _listing(self, block: Listing, style: str, depth: int) -> None:
        self.lists.append(block.start)
        number = len(self.lists)
        for item in block.items:
            first, rest = (item[0], item[1:]) if item else (Paragraph(()), ())
            spans = first.spans if isinstance(first, Paragraph) else ()
            self.paragraph(style, spans, parts.list_item(number, depth))
            self.blocks(rest if isinstance(first, Paragraph) else item, style, depth + 1)

    def _table(self, block: Table) -> None:
        rows = [
            "".join(self._cell(cell, bold=number == 0) for cell in row)
            for number, row in enumerate(block.rows)
        ]
        self.made.append(parts.table(rows, len(block.alignments)))

    def _cell(self, spans: Spans, *, bold: bool) -> str:
        shown = tuple(replace(span, bold=span.bold or bold) for span in spans)
        return f"<w:tc>{self._paragraph('', shown)}</w:tc>"

    def _runs(self, spans: Sequence[Span], *, is_left: bool) -> str:
        return "".join(self._run(span, is_left=is_left) for span in spans)

    def _run(self, span: Span, *, is_left: bool) -> str:
        run = f"<w:r>{_manner(span, is_left=is_left)}{''.join(_text(span.text))}</w:r>"
        if not span.link.lower().startswith(WEB):
            return run
        self.links.append(span.link)
        return f'<w:hyperlink r:id="link{len(self.links)}">{run}</w:hyperlink>'


def _text(text: str) -> Iterator[str]:
    for number, line in enumerate(_FORBIDDEN.sub("\ufffd", text).split("\n")):
        if number:
            yield "<w:br/>"
        yield f'<w:t xml:space="preserve">{escape(line)}</w:t>'


def _runs_left(text: str) -> bool:
    """Whether the first letter is of a script that runs from right to left."""
    ways = (unicodedata.bidirectional(character) for character in text)
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"


def _manner(span: Span, *, is_left: bool) -> str:
    """The properties of a run; ``is_left``: among those of a paragraph that runs to the left, where
    such letters have a bold and an italic of their own."""
    is_left = is_left and any(unicodedata.bidirectional(each) in ("R", "AL") for each in span.text)
    wanted = (
        (span.code, '<w:rStyle w:val="CodeText"/>'),
        (bool(span.link), '<w:rStyle w:val="Hyperlink"/>'),
        (span.bold, "<w:b/><w:bCs/>"),
        (span.italic, "<w:i/><w:iCs/>"),
        (span.struck, "<w:strike/>"),
        (is_left, "<w:rtl/>"),
    )
    chosen = [tag for is_wanted, tag in wanted if is_wanted]
    if span.code and span.link:
        del chosen[1]  # one style a run
    return f"<w:rPr>{''.join(chosen)}</w:rPr>" if chosen else ""
