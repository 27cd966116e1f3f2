"""How the markup of an answer looks, and how much of it is laid out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QTextBlock, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.contrast import READABLE, contrast
from desktop_lm.ui.look.theme import Scheme, Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.markdown import backdrop
from desktop_lm.ui.prompt.marked_up import words_of
from desktop_lm.ui.prompt.page_format import Kind, kind_of
from desktop_lm.ui.widgets.buttons import QuietButton
from tests.ui.answer_pages import RICH, block_with, blocks, make_page, middle_of
from tests.ui.hands import click


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> AnswerPage:
    return make_page(qtbot, theme)


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


def test_what_is_below_a_table_keeps_away_from_it(page: AnswerPage, theme: Theme) -> None:
    table = "| a | last |\n|---|---|\n"
    code = "\n```\ncode\n```\n"
    page.show_exchanges([Exchange("How?", "M", [f"{table}\nText\n\n{table}{code}"])])
    page.document().documentLayout().documentSize()

    def box(block: QTextBlock) -> QRectF:
        return page.document().documentLayout().blockBoundingRect(block)

    cells = [block for block in blocks(page) if block.text() == "last"]
    bottoms = [box(cell).bottom() + theme.px(6) for cell in cells]  # with the cell's padding
    assert box(block_with(page, "Text")).top() >= bottoms[0] + theme.px(8)
    panel = backdrop.code_panel(page, theme, block_with(page, "code"))
    assert panel.top() + page.verticalScrollBar().value() >= bottoms[1] + theme.px(6)


def test_the_next_prompt_is_as_far_from_a_table_as_from_words(
    page: AnswerPage, theme: Theme
) -> None:
    answers = ("| a | last |\n|---|---|\n", "last")
    page.show_exchanges([*(Exchange("How?", "M", [text]) for text in answers), Exchange("So", "M")])
    page.document().documentLayout().documentSize()
    layout, found = page.document().documentLayout(), blocks(page)
    for number, block in enumerate(found):
        if block.text() == "last":
            below = next(each for each in found[number:] if each.text() == "You")
            gap = layout.blockBoundingRect(below).top() - layout.blockBoundingRect(block).bottom()
            assert gap >= theme.px(26)


def test_a_table_in_a_list_stands_below_the_words_of_its_item(page: AnswerPage) -> None:
    page.show_exchanges([Exchange("How?", "M", ["- item\n\n  | a | b |\n  |---|---|\n"])])
    [table] = page.document().rootFrame().childFrames()
    assert table.frameFormat().leftMargin() > 0
