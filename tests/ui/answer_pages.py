"""A page of answers by itself, and what is found on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextBlock
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage

RICH = """Some **bold** words and a [link](https://example.org/page).

- one
- two

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1  # why
y = 2
```
"""


def make_page(qtbot: QtBot, theme: Theme) -> AnswerPage:
    page = AnswerPage(theme)
    qtbot.addWidget(page)
    page.setStyleSheet(theme.style_sheet())
    page.resize(800, 600)
    page.show()
    return page


def blocks(page: AnswerPage) -> list[QTextBlock]:
    block, found = page.document().begin(), []
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def block_with(page: AnswerPage, text: str) -> QTextBlock:
    return next(block for block in blocks(page) if text in block.text())


def middle_of(page: AnswerPage, text: str) -> QPoint:
    cursor = page.document().find(text)
    cursor.setPosition(cursor.selectionStart() + len(text) // 2)
    return page.cursorRect(cursor).center()
