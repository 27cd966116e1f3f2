"""Reads HTML files: the text a browser would show, as far as that is told without its styles."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from desktop_lm.documents.document import BlockKind
from desktop_lm.documents.limits import MAX_DEPTH
from desktop_lm.documents.readers.decoding import text_of
from desktop_lm.documents.readers.flow import Flow
from desktop_lm.documents.readers.found import Found, Progress, Title
from desktop_lm.text_encoding import declared_in_page

_CHUNK = 64 << 10
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "math", "select", "iframe"})
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr",
        "html", "main", "nav", "ol", "p", "section", "summary", "table", "tbody", "tfoot", "thead",
        "ul",
    }
)  # fmt: skip


def read(path: Path) -> Found:
    """Title, headings, paragraphs, list items, code and table rows. Raises NotText, OSError."""
    text = text_of(path, declared_in_page(path))
    page = _Page()
    for start in range(0, len(text), _CHUNK):
        page.feed(text[start : start + _CHUNK])
        yield from page.flow.take()
        yield Progress(min(1.0, (start + _CHUNK) / len(text)))
    page.close()
    page.finish()
    yield from page.flow.take()
    if title := " ".join("".join(page.title).split()):
        yield Title(title)


class _Page(HTMLParser):
    """Hears of tags as they come, closed or not, and makes blocks of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.flow = Flow()
        self.title: list[str] = []
        self._hidden = ""  # the element whose text is not shown
        self._hidden_depth = 0
        self._in_title = False
        self._exact = 0  # open <pre>
        self._lists = 0
        self._in_cell = False
        self._block: tuple[BlockKind, int] = (BlockKind.PARAGRAPH, 0)

    def finish(self) -> None:
        """The file has ended."""
        self._end_block()
        self.flow.end_row()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if self._hidden:
            self._hidden_depth += tag == self._hidden
        elif tag in _HIDDEN:
            self._hidden, self._hidden_depth = tag, 1
        elif tag == "title":
            self._in_title = True
        elif tag == "br":
            self.flow.add("\n")
        else:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._end_block()
            self._block = (BlockKind.HEADING, _HEADINGS[tag])
        elif tag == "li":
            self._end_block()
            self._block = (BlockKind.LIST_ITEM, max(0, self._lists - 1))
        elif tag == "pre":
            self._end_block()
            self._exact += 1
        elif tag == "tr":
            self._end_block()
            self.flow.end_row()
            self.flow.begin_row()
        elif tag in ("td", "th"):
            self._end_cell()
            self._in_cell = True
        elif tag in _BLOCKS:
            self._end_block()
            self._lists = min(self._lists + (tag in ("ul", "ol")), MAX_DEPTH)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden_depth -= tag == self._hidden
            if self._hidden_depth <= 0:
                self._hidden = ""
        elif tag == "title":
            self._in_title = False
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_cell()
            self.flow.end_row()
        elif tag == "pre":
            self._end_block()
            self._exact = max(0, self._exact - 1)
        elif tag == "li" or tag in _HEADINGS or tag in _BLOCKS:
            self._end_block()
            if tag in ("li", *_HEADINGS):
                self._block = (BlockKind.PARAGRAPH, 0)
            self._lists = max(0, self._lists - (tag in ("ul", "ol")))

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            self.flow.add(data if self._exact else re.sub(r"\s+", " ", data))

    def _end_cell(self) -> None:
        """Cells are often not closed but by the next one."""
        if self._in_cell:
            self.flow.end_cell()
            self._in_cell = False

    def _end_block(self) -> None:
        kind, level = (BlockKind.CODE, 0) if self._exact else self._block
        if self.flow.end(kind, level, exact=bool(self._exact)):
            self._block = (BlockKind.PARAGRAPH, 0)  # else <li><p> would be no item
