"""Text with its markup as values: what an answer's Markdown says, and what every writer takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one manner; line feeds in it are line breaks. ``link`` is the address
    it points to, "" for none."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: str = ""


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` counts from 1, the largest."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to be left as they are; ``language`` is what the writer called it, perhaps ""."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Items one below the other; ``start`` is the first one's number, None where they have none."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row is the heading. ``alignments`` are "left", "center", "right" or "", one a
    column."""

    rows: tuple[tuple[Spans, ...], ...]
    alignments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block: TypeAlias = Paragraph | Heading | Code | Listing | Quote | Table | Rule


def plain(spans: Spans) -> str:
    """The words alone."""
    return "".join(span.text for span in spans)


def parts_in(blocks: Iterable[Block]) -> int:
    """How many things there are to lay out: paragraphs, items of lists, cells of tables."""
    return sum(map(_parts, blocks))


def _parts(block: Block) -> int:
    if isinstance(block, Table):
        return len(block.rows) * len(block.alignments)
    if isinstance(block, Listing):
        return sum(max(1, parts_in(item)) for item in block.items)
    return parts_in(block.blocks) if isinstance(block, Quote) else 1
