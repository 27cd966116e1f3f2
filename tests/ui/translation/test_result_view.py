from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.panes.result_view import ResultView

PIECES = st.lists(
    st.sampled_from(
        ["Der Hund. ", "Der Hund bellt. ", "\n", "\n\n", "🎈", "शांति ", "شجرة ", "a\rb", "长", ""]
    ),
    max_size=8,
)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ResultView:
    view = ResultView(theme)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    return view


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=6))
def test_the_page_always_holds_the_pieces_shown_last(
    view: ResultView, versions: list[list[str]]
) -> None:
    for pieces in versions:
        view.show_pieces(pieces)
        assert view.plain_text() == "".join(pieces).replace("\r", " ")


def select(view: ResultView, words: str) -> None:
    start = view.plain_text().index(words)
    cursor = view.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + len(words), QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)


def test_a_selection_survives_changes_before_and_behind_it(view: ResultView) -> None:
    view.show_pieces(["One. ", "Two. ", "Three. ", "Four."])
    select(view, "Two. Three")

    view.show_pieces(["Eins und eins. ", "Two. ", "Three. ", "Four and more."])

    assert view.textCursor().selectedText() == "Two. Three"
    view.show_pieces(["New. ", "Eins und eins. ", "Two. ", "Three. ", "4."])
    assert view.textCursor().selectedText() == "Two. Three"


def test_the_caret_stays_where_it_is_while_text_comes_behind_it(view: ResultView) -> None:
    view.show_pieces(["One. "])
    cursor = view.textCursor()
    cursor.setPosition(0)
    view.setTextCursor(cursor)

    for number in range(5):
        view.show_pieces(["One. ", *["More. "] * number])

    assert view.textCursor().position() == 0


def test_what_is_read_does_not_move_when_something_above_it_changes(view: ResultView) -> None:
    lines = [f"Line {number}\n" for number in range(200)]
    view.show_pieces(lines)
    view.verticalScrollBar().setValue(90)
    QApplication.processEvents()
    assert view.firstVisibleBlock().text() == "Line 90"

    view.show_pieces(["New\n"] * 7 + lines[:50] + lines[55:])

    QApplication.processEvents()
    assert view.firstVisibleBlock().text() == "Line 90"


def test_only_what_differs_is_written(view: ResultView) -> None:
    changed: list[tuple[int, int]] = []
    view.show_pieces(["Der Hund bellt. ", "Die Katze schläft. ", "Ende."])
    view.document().contentsChange.connect(lambda _at, gone, come: changed.append((gone, come)))

    view.show_pieces(["Der Hund bellt. ", "Die Katze springt. ", "Ende."])
    view.show_pieces(["Der Hund bellt. ", "Die Katze springt. ", "Ende."])

    [(gone, come)] = changed
    assert gone <= len("schläf") + 1
    assert come <= len("spring") + 1


def test_a_paragraph_of_any_length_reads_and_copies_as_one(view: ResultView) -> None:
    sentences = [f"Sentence number {number} of a very long paragraph." for number in range(2000)]
    pieces = [piece for sentence in sentences for piece in (" ", sentence)]
    view.show_pieces(pieces)

    assert view.plain_text() == "".join(pieces)
    assert max(block_lengths(view)) < 20_000
    blocks = view.document().blockCount()
    changed: list[int] = []
    view.document().contentsChange.connect(lambda _at, gone, _come: changed.append(gone))
    pieces[7] = "Quite another sentence."
    view.show_pieces(pieces)
    assert view.plain_text() == "".join(pieces)
    assert sum(changed) < 20_000
    assert abs(view.document().blockCount() - blocks) <= 1
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == "".join(pieces)


def block_lengths(view: ResultView) -> list[int]:
    document = view.document()
    return [document.findBlockByNumber(n).length() for n in range(document.blockCount())]


def test_a_language_written_from_the_right_begins_at_the_right(view: ResultView) -> None:
    view.set_right_to_left(right_to_left=True)
    view.show_pieces(["", "كيف حالك اليوم؟"])
    view.moveCursor(QTextCursor.MoveOperation.Start)
    assert view.cursorRect().center().x() > view.viewport().width() * 0.8

    view.set_right_to_left(right_to_left=False)
    view.show_pieces(["", "How are you?"])
    view.moveCursor(QTextCursor.MoveOperation.Start)
    assert view.cursorRect().center().x() < view.viewport().width() * 0.2
