from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.soft_joints import LINES_KEPT
from desktop_lm.ui.widgets.streaming_text import StreamingText
from tests.ui.hands import press

WORDS = "the quick brown fox jumps over a lazy dog and then "
# What models write: words, long runs without a space, scripts of all kinds, line breaks.
PIECES = st.sampled_from(
    [
        " word",
        "s",
        ",",
        ". ",
        "\n",
        "\n\n",
        "长长的句子没有空格",
        "नमस्ते दुनिया ",
        "🎈",
        "👩‍👩‍👧",
        "  ",
        "\u00a0",
        "x" * 90 + " ",  # wider than the view; hundreds of these in one word may wrap otherwise
    ]
)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> StreamingText:
    view = StreamingText(theme)
    qtbot.addWidget(view)
    # A text as high as the view would bring the bar, and so a narrower line, at any addition.
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    view.resize(320, 240)
    with qtbot.waitExposed(view):
        view.show()
    return view


def laid_out(view: StreamingText) -> tuple[float, list[str]]:
    """Height of the document and the text of each line on the screen."""
    document = view.document()
    height = document.size().height()
    lines = []
    block = document.begin()
    while block.isValid():
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            text = block.text().encode("utf-16-le")
            start, end = 2 * line.textStart(), 2 * (line.textStart() + line.textLength())
            lines.append(text[start:end].decode("utf-16-le", "replace").rstrip(" "))
        block = block.next()
    return height, lines


def select(view: StreamingText, anchor: int, position: int) -> None:
    cursor = view.textCursor()
    cursor.setPosition(anchor)
    cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=80))
def test_any_stream_of_pieces_gives_the_same_text_as_all_at_once(
    view: StreamingText, pieces: list[str]
) -> None:
    view.clear_text()

    for piece in pieces:
        view.append_text(piece)

    assert view.plain_text() == "".join(pieces)


def test_a_line_end_that_comes_in_two_halves_is_one(view: StreamingText) -> None:
    for piece in ("One\r", "", "\nTwo\r\n", "\nFour\r", "Five\r"):
        view.append_text(piece)
    assert view.plain_text() == "One\nTwo\n\nFour\nFive\n"
    view.set_text("\nSix")
    assert view.plain_text() == "\nSix"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=30, max_size=80))
def test_a_growing_paragraph_looks_as_if_it_were_one(
    view: StreamingText, pieces: list[str]
) -> None:
    view.clear_text()
    for piece in pieces:
        view.append_text(piece)
    growing_height, growing_lines = laid_out(view)

    view.finish()

    height, lines = laid_out(view)
    assert growing_lines == lines
    # Qt rounds the height of each block, and lines with other scripts are higher.
    assert abs(growing_height - height) < view.fontMetrics().height()


def test_only_the_end_of_a_long_paragraph_is_laid_out_again(view: StreamingText) -> None:
    for _ in range(300):
        view.append_text(WORDS)

    assert view.document().lastBlock().layout().lineCount() <= LINES_KEPT + 2
    assert view.document().blockCount() > 10
    view.finish()
    assert view.document().blockCount() == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(PIECES, min_size=20, max_size=60),
    ends=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_the_selection_survives_every_addition(
    view: StreamingText, pieces: list[str], ends: tuple[float, float]
) -> None:
    view.clear_text()
    view.append_text(WORDS * 3)
    length = view.document().characterCount() - 1
    select(view, round(ends[0] * length), round(ends[1] * length))
    selected = view.textCursor().selectedText()

    for piece in pieces:
        view.append_text(piece)
    view.finish()

    assert view.textCursor().selectedText() == selected


def test_a_selection_up_to_the_end_does_not_grow(view: StreamingText) -> None:
    view.append_text("all of it")
    view.selectAll()

    view.append_text(" and more")

    assert view.textCursor().selectedText() == "all of it"


def test_who_reads_above_is_left_there(view: StreamingText) -> None:
    view.append_text(WORDS * 60)
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()

    view.append_text(WORDS * 60)
    view.finish()

    assert bar.value() == before < bar.maximum()


def test_who_is_at_the_end_follows_it(view: StreamingText) -> None:
    bar = view.verticalScrollBar()

    for _ in range(60):
        view.append_text(WORDS)

    assert bar.value() == bar.maximum() > 0


def test_copying_while_text_streams_gives_the_text_and_no_made_up_line_breaks(
    qtbot: QtBot, view: StreamingText
) -> None:
    for _ in range(80):
        view.append_text(WORDS)
    view.append_text("\u00a0»")
    view.selectAll()

    press(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == WORDS * 80 + "\u00a0»"
    mime = QGuiApplication.clipboard().mimeData()
    assert not mime.hasHtml()


def test_a_change_of_width_wraps_the_growing_text_anew(view: StreamingText) -> None:
    for _ in range(80):
        view.append_text(WORDS)

    view.resize(500, 240)
    QApplication.processEvents()
    at_once = StreamingText(view._theme)
    at_once.resize(500, 240)
    at_once.append_text(WORDS * 80)
    at_once.finish()

    assert view.plain_text() == at_once.plain_text()
    assert max(len(line) for line in laid_out(view)[1]) > 50


def test_text_of_a_language_written_from_the_right_starts_there(view: StreamingText) -> None:
    view.set_right_to_left(right_to_left=True)

    view.append_text("שלום")

    direction = view.document().defaultTextOption().textDirection()
    assert direction is Qt.LayoutDirection.RightToLeft
    assert view.document().begin().layout().lineAt(0).naturalTextRect().left() > 100
