"""Answers with their markup, on a page that lays out only what one comes near to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QTextBlock, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.contrast import READABLE, contrast
from desktop_lm.ui.look.theme import Scheme, Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.markdown.links import ask_to_open
from desktop_lm.ui.prompt.marked_up import words_of
from desktop_lm.ui.prompt.page_format import Kind, kind_of
from desktop_lm.ui.widgets.buttons import QuietButton
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import CONTROL, NO_MODIFIER, click, press

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


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> AnswerPage:
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


def lines_from_top(page: AnswerPage) -> Iterator[str]:
    block = page.cursorForPosition(QPoint(400, 2)).block()
    while block.isValid():
        yield block.text()
        block = block.next()


def stream(page: AnswerPage, text: str) -> Exchange:
    exchange = Exchange("Say it", "SmolLM2")
    page.exchanges.append(exchange)
    page.begin()
    exchange.answer.append(text)
    page.append_text(text)
    return exchange


def test_an_answer_is_raw_while_it_grows_and_marked_up_at_its_end(page: AnswerPage) -> None:
    page.show_exchanges([])
    stream(page, RICH)
    assert "**bold**" in page.plain_text()

    page.end()

    text = page.plain_text()
    assert "**" not in text
    assert "Some bold words and a link." in text
    assert kind_of(block_with(page, "x = 1")) is Kind.CODE
    bold = page.document().find("bold")
    assert bold.charFormat().fontWeight() > 400
    page.drawing.is_raw = True
    page.redraw()
    assert "**bold**" in page.plain_text()


def test_a_quotation_is_set_in_from_where_its_text_begins(page: AnswerPage, theme: Theme) -> None:
    page.show_exchanges([Exchange("Hi", answer=["> اقتباس\n\n> Quotation"])])
    arabic, english = block_with(page, "اقتباس"), block_with(page, "Quotation")
    set_in = english.blockFormat().leftMargin()
    assert set_in > 0
    assert (arabic.blockFormat().leftMargin(), arabic.blockFormat().rightMargin()) == (0, set_in)

    image = page.viewport().grab().toImage()
    ratio, bar = image.devicePixelRatio(), QColor(theme.colours.border).rgb()
    for word, side in (("اقتباس", 1), ("Quotation", -1)):
        middle = middle_of(page, word)
        row = [image.pixel(x, round(middle.y() * ratio)) for x in range(image.width())]
        assert bar in row
        assert (row.index(bar) - middle.x() * ratio) * side > 0


def test_markup_does_not_move_what_one_reads(page: AnswerPage) -> None:
    lines = "\n\n".join(f"Line number {n} with **bold** in it" for n in range(200))
    page.show_exchanges([])
    stream(page, lines)
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = next(filter(None, lines_from_top(page))).split(" with")[0]
    assert before.startswith("Line number")

    page.end()

    assert any(text.startswith(before) for text in islice(lines_from_top(page), 2))


def test_a_selection_is_left_alone_until_it_is_let_go(page: AnswerPage) -> None:
    page.show_exchanges([])
    stream(page, RICH)
    found = page.document().find("bold")
    page.setTextCursor(found)

    page.end()
    assert "**bold**" in page.plain_text()
    assert page.textCursor().selectedText() == "bold"
    page.setTextCursor(QTextCursor(page.document()))

    assert "**bold**" not in page.plain_text()


def test_what_is_copied_is_plain_text_with_its_marks(page: AnswerPage) -> None:
    page.show_exchanges([Exchange("Say it", "SmolLM2", [RICH])])
    page.selectAll()
    page.copy()

    copied = QGuiApplication.clipboard().text()
    assert "• one\n• two\na\tb\n1\t2\nx = 1  # why\ny = 2" in copied


def test_a_line_that_is_laid_out_in_pieces_is_copied_whole(page: AnswerPage) -> None:
    line = "word " * 5000
    page.show_exchanges([Exchange(line, "SmolLM2", ["Yes"])])
    page.selectAll()
    page.copy()
    assert QGuiApplication.clipboard().text() == f"You\n{line}\nSmolLM2\nYes"

    end_of_piece = page.document().firstBlock().next()
    page.setTextCursor(QTextCursor(end_of_piece))
    page.moveCursor(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    page.copy()
    assert line.startswith(QGuiApplication.clipboard().text())


def test_a_link_does_nothing_until_it_is_clicked_and_then_asks(
    qtbot: QtBot, page: AnswerPage
) -> None:
    page.show_exchanges([Exchange("Say it", "SmolLM2", [RICH])])
    QApplication.processEvents()
    with qtbot.waitSignal(page.link_asked, timeout=PATIENCE_MS) as asked:
        click(page.viewport(), middle_of(page, "link"))
    assert asked.args == ["https://example.org/page"]

    page.setTextCursor(page.document().find("link"))
    with qtbot.waitSignal(page.link_asked, timeout=PATIENCE_MS):
        press(page, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("address", "may_open"),
    [("https://example.org/a", True), ("file:///etc/passwd", False), ("calc:run", False)],
)
def test_the_address_is_shown_and_only_the_web_is_opened(
    page: AnswerPage, address: str, may_open: bool
) -> None:
    seen: list[tuple[str, list[str]]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        texts = [button.text().replace("&", "") for button in box.buttons()]
        seen.append((box.informativeText(), texts))
        box.reject()

    QTimer.singleShot(0, page, look)
    ask_to_open(page, address)

    [(shown, texts)] = seen
    assert shown == address
    assert ("Open" in texts) is may_open


def test_code_is_copied_by_its_button(page: AnswerPage) -> None:
    page.show_exchanges([Exchange("Say it", "SmolLM2", [RICH])])
    QApplication.processEvents()
    QTest.mouseMove(page.viewport(), middle_of(page, "x = 1"))
    QApplication.processEvents()
    [button] = page.viewport().findChildren(QuietButton)
    assert button.isVisible()

    click(button)

    assert QGuiApplication.clipboard().text() == "x = 1  # why\ny = 2"
    QTest.mouseMove(page.viewport(), QPoint(5, 5))
    QApplication.processEvents()
    assert not button.isVisible()
    button.deleteLater()


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_words_of_code_can_be_read(page: AnswerPage, theme: Theme, scheme: Scheme) -> None:
    page.show_exchanges([Exchange("Say it", "SmolLM2", [RICH])])
    theme.set_scheme(scheme)

    cursor = QTextCursor(block_with(page, "x = 1"))
    colours = set()
    for _ in range(len("x = 1  # why")):
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        colours.add(cursor.charFormat().foreground().color().name())
    assert len(colours) >= 3
    from PySide6.QtGui import QColor

    surface = QColor(theme.colours.window)
    assert all(contrast(QColor(colour), surface) >= READABLE for colour in colours)


def many(count: int) -> list[Exchange]:
    return [Exchange(f"Question {n}?", "SmolLM2", [f"Answer *number* {n}."]) for n in range(count)]


def test_a_long_conversation_is_laid_out_only_where_one_is(page: AnswerPage) -> None:
    page.show_exchanges(many(1000))
    page.go_to_end()
    assert "Answer number 999." in page.plain_text()
    assert "Answer number 700." not in page.plain_text()
    assert page.document().blockCount() < 600

    bar = page.verticalScrollBar()
    for _ in range(40):
        top = next(text for text in lines_from_top(page) if text.startswith("Answer"))
        offset = page.cursorRect(QTextCursor(block_with(page, top))).top()
        bar.setValue(bar.value() - bar.pageStep() // 2)
        moved = page.cursorRect(QTextCursor(block_with(page, top))).top() - offset
        assert abs(moved - bar.pageStep() // 2) <= 1, "what one reads moves with the wheel only"
    assert "Answer number 999." not in page.plain_text()
    assert page.document().blockCount() < 600

    press(page, Qt.Key.Key_Home, CONTROL)
    assert page.plain_text().startswith("You\nQuestion 0?")
    for _ in range(40):
        bar.setValue(bar.value() + bar.pageStep())
    assert "Question 0?" not in page.plain_text()
    press(page, Qt.Key.Key_End, CONTROL)
    assert page.plain_text().endswith("Answer number 999.")
    page.go_to_exchange(500)
    assert page.cursorForPosition(QPoint(400, 30)).block().text() == "Question 500?"


def test_a_long_table_is_laid_out_once(page: AnswerPage) -> None:
    table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 200
    changes: list[tuple[int, int, int]] = []
    page.show_exchanges([])
    page.document().contentsChange.connect(lambda *change: changes.append(change))
    page.show_exchanges([Exchange("Say it", "SmolLM2", [table])])
    page.redraw()
    assert len(changes) < 20, "Qt lays the whole table out at each"
    assert page.toPlainText().count("1\n2") == 200


@pytest.mark.parametrize(
    "text",
    [
        "|" + "w|" * 500 + "\n" + "|---" * 500 + ("|\n|" + "w|" * 500) * 190,
        "- one\n" * 3000,
        "**a **a" * 150_000,
        "word " * 50_000,
    ],
    ids=["cells", "items", "signs", "letters"],
)
def test_what_would_hold_the_window_up_stays_as_it_was_written(page: AnswerPage, text: str) -> None:
    page.show_exchanges([Exchange("How?", "Model", [text])])

    *_, answer, note = (block for block in blocks(page) if kind_of(block) is not Kind.PROSE)
    assert (kind_of(answer), kind_of(note)) == (Kind.TEXT, Kind.NOTE)
    assert note.text().startswith("Shown as it was written")
    assert page.document().rootFrame().childFrames() == []


@pytest.mark.parametrize("text", ["**a **a" * 150_000, "- **one**\n" * 100])
def test_what_is_copied_is_never_cut(text: str) -> None:
    assert words_of(text).count("one") == text.count("one")
    assert words_of(text).count("a") == text.count("a")


def test_long_code_is_code_whatever_is_in_it(page: AnswerPage) -> None:
    code = "x = a[0] & b[1] | c\n" * 1000

    page.show_exchanges([Exchange("How?", "Model", [f"So:\n\n```python\n{code}```\n"])])

    assert kind_of(block_with(page, "x = a[0]")) is Kind.CODE


def test_an_answer_grows_while_one_reads_far_above(page: AnswerPage) -> None:
    page.show_exchanges(many(300))
    exchange = stream(page, "The **beg")
    press(page, Qt.Key.Key_Home, CONTROL)
    exchange.answer.append("inning**")
    page.append_text("inning**")
    top = page.plain_text()
    page.end()
    assert page.plain_text() == top

    press(page, Qt.Key.Key_End, CONTROL)
    assert page.plain_text().endswith("The beginning")


def test_shift_and_clicks_still_select(page: AnswerPage) -> None:
    page.show_exchanges(many(3))
    QApplication.processEvents()
    mouse = Qt.MouseButton.LeftButton, NO_MODIFIER, middle_of(page, "Question 1")
    QTest.mouseDClick(page.viewport(), *mouse)
    # Which Qt leaves pressed, and the next test would drag.
    QTest.mouseRelease(page.viewport(), *mouse)
    assert page.textCursor().hasSelection()
