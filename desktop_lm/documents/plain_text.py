"""A document as one text, and where in it each place of the file begins."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_lm.documents.document import Block, BlockKind, Document, DocumentKind, Place

_CLOSE = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)  # stand below each other without a blank line
_MOST_HASHES = 6


@dataclass(frozen=True, slots=True)
class PlainText:
    """``places`` are offsets in ``text`` with the place that begins there, in their order."""

    text: str
    places: tuple[tuple[int, Place], ...]


def plain_text(document: Document) -> PlainText:
    """The blocks below each other, with the marks people write in plain text: ``#`` before
    headings, ``-`` before list items, ``|`` between cells."""
    pieces: list[str] = []
    places: list[tuple[int, Place]] = []
    length = 0
    before: Block | None = None
    columns = _columns(document)
    for block in document.blocks:
        if before is not None:
            alike = before.kind is block.kind and block.kind in _CLOSE
            pieces.append("\n" if alike else "\n\n")
            length += len(pieces[-1])
        if not places or places[-1][1] != block.place:
            places.append((length, block.place))
        pieces.append(_written(block, columns))
        length += len(pieces[-1])
        before = block
    return PlainText("".join(pieces), tuple(places))


def _columns(document: Document) -> list[str]:
    """The names in the first row of a file that is a table; a row alone would not tell what its
    cells mean."""
    if document.kind is not DocumentKind.TABLE or not document.blocks:
        return []
    names = document.blocks[0].text.split("\t")
    return names if len(names) > 1 and all(map(_is_name, names)) else []


def _is_name(cell: str) -> bool:
    return any(character.isalpha() for character in cell)


def _written(block: Block, columns: list[str]) -> str:
    if block.kind is BlockKind.HEADING:
        return f"{'#' * max(1, min(block.level, _MOST_HASHES))} {' '.join(block.text.split())}"
    if block.kind is BlockKind.LIST_ITEM:
        return f"{'  ' * block.level}- {block.text}"
    if block.kind is BlockKind.TABLE_ROW:
        cells = block.text.split("\t")
        if len(cells) == len(columns) and cells != columns:
            return "; ".join(
                f"{name}: {cell}" for name, cell in zip(columns, cells, strict=True) if cell
            )
        return " | ".join(cells)
    return block.text
