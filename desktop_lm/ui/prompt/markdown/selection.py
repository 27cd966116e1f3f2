"""What is selected on the page as plain text, with the marks of lists, tabs between cells."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor, QTextList, QTextTable

from desktop_lm.ui.prompt.page_format import Kind, kind_of
from desktop_lm.ui.widgets.plain_text import AFTER, BEFORE, from_raw

_BULLET, _RULE = "•", "---"
_JOINT = f"{BEFORE}\n{AFTER}"  # in a line that is laid out in pieces


def plain_selection(selected: QTextCursor) -> str:
    """The selection of a cursor."""
    start, end = selected.selectionStart(), selected.selectionEnd()
    document = selected.document()
    block = document.findBlock(start)
    lines: list[str] = []
    row: tuple[QTextTable, int] | None = None
    while block.isValid() and block.position() <= end:
        cursor = QTextCursor(document)
        cursor.setPosition(max(start, block.position()))
        stop = min(end, block.position() + block.length() - 1)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        here = _row_of(block)
        text = _mark_of(block, start) + _text_of(block, cursor)
        if here is not None and here == row:
            lines[-1] += "\t" + text
        elif text or not _is_behind_table(block):
            lines.append(text)
        row = here
        block = block.next()
    text = "\n".join(lines).replace(_JOINT, "")
    return text.removeprefix(AFTER).removesuffix(BEFORE)  # it began or ended in a joint


def _text_of(block: QTextBlock, cursor: QTextCursor) -> str:
    return _RULE if kind_of(block) is Kind.RULE else from_raw(cursor.selectedText())


def _mark_of(block: QTextBlock, start: int) -> str:
    of_list: QTextList | None = block.textList()
    if of_list is None or block.position() < start:
        return ""
    depth = "  " * block.blockFormat().indent()
    number = of_list.itemText(block)
    return f"{depth}{number if number[:1].isdigit() else _BULLET} "


def _row_of(block: QTextBlock) -> tuple[QTextTable, int] | None:
    table: QTextTable | None = QTextCursor(block).currentTable()
    return (table, table.cellAt(block.position()).row()) if table is not None else None


def _is_behind_table(block: QTextBlock) -> bool:
    above = block.previous()
    return above.isValid() and _row_of(above) is not None
