"""Reads the text of PDF files with PDFium, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop_lm.documents.document import Block, BlockKind, Place, PlaceUnit
from desktop_lm.documents.readers.found import Damaged, Encrypted, Found, Progress, Title

_PASSWORD = 4  # FPDF_ERR_PASSWORD of PDFium's public/fpdfview.h
_SHORT_LINE = 0.75  # of the page's longest: a line that ends so early ends its paragraph
_HEADING_LINE = 0.6  # of the longest: so short, it is a heading where a paragraph may begin
# PDFium marks a word that was parted at the line's end by one of these.
_PARTED = re.compile("[\x02\ufffe\u00ad]\\s*|(?<=[a-zà-ÿ])-\\s*\\n(?=[a-zà-ÿ])")
# The last three are those of Chinese and Japanese.
_SENTENCE_END = (".", "!", "?", ":", "\u201d", '"', ")", "\u3002", "\uff01", "\uff1f")


def read(path: Path) -> Found:
    """The paragraphs of each page. Raises Damaged, Encrypted."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            if title := str(pdf.get_metadata_dict().get("Title", "")).strip():
                yield Title(title)
            for number in range(len(pdf)):
                place = Place(PlaceUnit.PAGE, number + 1)
                for text in paragraphs(_page_text(pdf, number)):
                    yield Block(BlockKind.PARAGRAPH, text, place)
                yield Progress((number + 1) / len(pdf))
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise Encrypted from error
        raise Damaged(str(error)) from error


def _page_text(pdf: Any, number: int) -> str:
    page = pdf[number]
    try:
        text_page = page.get_textpage()
        try:
            return str(text_page.get_text_range())
        finally:
            text_page.close()
    finally:
        page.close()


def paragraphs(text: str) -> Iterator[str]:
    """A page's lines put together again: PDF files know lines and no paragraphs.

    A paragraph ends at a blank line, at a line that ends a sentence and is a good deal shorter
    than the page's longest, and after a short line at its beginning: a heading.
    """
    text = _PARTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    longest = max(map(len, lines), default=0)
    taken: list[str] = []
    for number, line in enumerate(lines):
        if line:
            taken.append(line)
        if taken and (not line or _ends(taken, longest, [*lines[number + 1 :][:1], ""][0])):
            yield " ".join(taken)
            taken = []
    if taken:
        yield " ".join(taken)


def _ends(taken: list[str], longest: int, following: str) -> bool:
    """Whether the last of the ``taken`` lines ends a paragraph."""
    line = taken[-1]
    if line.endswith(_SENTENCE_END):
        return len(line) < longest * _SHORT_LINE
    is_short = len(taken) == 1 and len(line) < longest * _HEADING_LINE
    return is_short and not following[:1].islower()
