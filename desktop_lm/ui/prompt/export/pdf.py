"""PDF: the web page of an export, laid out on A4 by Qt."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextCursor, QTextDocument

from desktop_lm.documents.transcript import Transcript
from desktop_lm.documents.writers import web_page

_POINTS = 10.5
_DOTS = 300  # an inch
# What Qt's rich text understands of the page's own style.
_STYLE = """
h1 { font-size: 18pt; } h2.speaker { color: #62676d; font-size: 9pt; font-weight: normal; }
pre, code { font-family: monospace; font-size: 9pt; } pre { background: #f4f4f2; }
.keyword { color: #2b62c9; } .text { color: #0f6b4f; } .number { color: #9f3c16; }
.comment { color: #62676d; } .name { font-weight: bold; }
p.said { white-space: pre-wrap; }
"""


def write(transcript: Transcript) -> bytes:
    """The file's bytes. Nothing is fetched: the page has no pictures."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(transcript.title)
    writer.setCreator("desktop-lm")
    writer.setResolution(_DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)  # printing adds two centimetres
    document = QTextDocument()
    font = QFont()
    font.setPointSizeF(_POINTS)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(web_page.body(transcript))
    _wrap_code(document)
    document.print_(writer)
    buffer.close()
    return bytes(buffer.data().data())


def _wrap_code(document: QTextDocument) -> None:
    """Paper has no scroll bar: a long line of code goes on in the next one."""
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        if shape.nonBreakableLines():
            shape.setNonBreakableLines(False)
            QTextCursor(block).setBlockFormat(shape)
        block = block.next()
