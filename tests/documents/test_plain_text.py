"""A document as one text with its places."""

from __future__ import annotations

from desktop_lm.documents.document import (
    Block,
    BlockKind,
    Document,
    DocumentKind,
    Place,
    PlaceUnit,
)
from desktop_lm.documents.plain_text import plain_text


def _document(kind: DocumentKind, *blocks: tuple[BlockKind, str, int, int]) -> Document:
    return Document(
        "",
        kind,
        tuple(
            Block(block, text, Place(PlaceUnit.PAGE, page), level)
            for block, text, page, level in blocks
        ),
    )


def test_blocks_stand_below_each_other_and_pages_are_known() -> None:
    plain = plain_text(
        _document(
            DocumentKind.PDF,
            (BlockKind.HEADING, "The\nlamp", 1, 2),
            (BlockKind.PARAGRAPH, "Lit.", 1, 0),
            (BlockKind.LIST_ITEM, "one", 2, 0),
            (BlockKind.LIST_ITEM, "two", 2, 1),
            (BlockKind.TABLE_ROW, "a\tb", 3, 0),
        )
    )
    assert plain.text == "## The lamp\n\nLit.\n\n- one\n  - two\n\na | b"
    assert [(plain.text[start:][:3], place.number) for start, place in plain.places] == [
        ("## ", 1),
        ("- o", 2),
        ("a |", 3),
    ]


def test_a_row_of_a_table_says_what_its_cells_mean() -> None:
    row = BlockKind.TABLE_ROW
    table = _document(
        DocumentKind.TABLE, (row, "name\tage", 1, 0), (row, "Ada\t36", 2, 0), (row, "Bo\t", 3, 0)
    )
    assert plain_text(table).text == "name | age\nname: Ada; age: 36\nname: Bo"
    numbers = _document(DocumentKind.TABLE, (row, "1\t2", 1, 0), (row, "3\t4", 2, 0))
    assert plain_text(numbers).text == "1 | 2\n3 | 4"
