"""A document as a value: what every reader makes and every writer takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DocumentKind(StrEnum):
    """The file format a document came in; the value is its usual suffix."""

    TEXT = "txt"
    MARKDOWN = "md"
    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    PDF = "pdf"
    TABLE = "csv"
    WEB_PAGE = "html"


class BlockKind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CODE = "code"


class PlaceUnit(StrEnum):
    """What places in a document are counted in."""

    PAGE = "page"
    LINE = "line"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its file something stands: on page, line or paragraph ``number``, from 1."""

    unit: PlaceUnit
    number: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text without markup. ``level`` is a heading's rank from 1, or how deep a list
    item stands, from 0. A table row has its cells parted by tabs."""

    kind: BlockKind
    text: str
    place: Place
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """``title`` is the one the file gives itself, "" where it gives none."""

    title: str
    kind: DocumentKind
    blocks: tuple[Block, ...]
