"""Answers with their markup, on a page that lays out only what one comes near to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.markdown.links import ask_to_open
from desktop_lm.ui.prompt.page_format import Kind, kind_of
from tests.ui.answer_pages import RICH, block_with, make_page, middle_of
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import CONTROL, NO_MODIFIER, click, press


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> AnswerPage:
    return make_page(qtbot, theme)


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
