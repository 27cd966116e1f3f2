from __future__ import annotations

from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.long_lines import MOST, in_pieces
from desktop_lm.ui.widgets.plain_text import JOINT, from_raw
from desktop_lm.ui.widgets.text_box import TextBox
from tests.ui.hands import CONTROL, SHIFT, press, type_text

LONG = "".join(f"{number} " for number in range(7000))  # 34,000 characters, three pieces


@pytest.fixture
def box(qtbot: QtBot, theme: Theme) -> TextBox:
    box = TextBox(theme, "")
    qtbot.addWidget(box)
    box.resize(300, 200)
    box.show()
    return box


def paste(box: TextBox, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    box.insertFromMimeData(data)


def joints(box: TextBox) -> int:
    return box.document().toRawText().count(JOINT)


def put_caret(box: TextBox, index: int, anchor: int | None = None) -> None:
    """To a place in the text, counted without joints."""
    first = box.cursor_over(0, index if anchor is None else anchor).position()
    caret = box.textCursor()
    caret.setPosition(first)
    caret.setPosition(box.cursor_over(0, index).position(), QTextCursor.MoveMode.KeepAnchor)
    box.setTextCursor(caret)


def test_a_place_in_the_text_is_found_whatever_stands_before_it(box: TextBox) -> None:
    text = "😀 " * 12_000 + "here"
    paste(box, text)
    start = text.index("here")
    assert box.cursor_over(start, start + 4).selectedText() == "here"
    assert from_raw(box.cursor_over(0, start).selectedText()) == text[:start]


@pytest.mark.parametrize("letter", ["x", "春", "ش", "e\u0301", "👩‍👩‍👧", "🇩🇪", "word "])
def test_a_line_without_an_end_is_laid_out_in_pieces_and_stays_one(
    box: TextBox, letter: str
) -> None:
    text = letter * (100_000 // len(letter))
    paste(box, text)

    assert box.text() == text
    assert joints(box) >= 5
    pieces = box.document().toRawText().split(JOINT)
    assert all(len(piece) <= MOST for piece in pieces)
    assert all(piece.startswith(letter[0]) for piece in pieces)  # no sign is cut in two
    box.selectAll()
    assert box.createMimeDataFromSelection().text() == text
    box.undo()
    assert box.text() == ""
    box.redo()
    assert box.text() == text


def test_lines_of_usual_length_are_as_they_were(box: TextBox) -> None:
    paste(box, "some words\n" * 5000)
    assert joints(box) == 0


def test_what_has_the_marks_in_it_already_stays_as_it_is() -> None:
    text = "x" * 20_000 + "\u206a"
    assert in_pieces(text) == text


def test_a_line_grows_in_pieces_while_one_writes_and_pastes(box: TextBox) -> None:
    for _ in range(5):
        paste(box, "y" * 6000)
    type_text(box, "z")
    assert joints(box) >= 1
    assert box.text() == "y" * 30_000 + "z"


def test_the_caret_passes_a_joint_in_one_step(box: TextBox) -> None:
    paste(box, LONG)
    border = len(from_raw(box.document().toRawText().split(JOINT)[0]))
    put_caret(box, border - 1)
    seen = []
    for _ in range(4):
        seen.append(box.textCursor().position())
        press(box, Qt.Key.Key_Right)
    assert [there - seen[0] for there in seen] == [0, 1, 4, 5]
    for there in reversed(seen):
        press(box, Qt.Key.Key_Left)
        assert box.textCursor().position() == there


KEYS = {
    "type": lambda box: type_text(box, "#"),
    "enter": lambda box: press(box, Qt.Key.Key_Return),
    "backspace": lambda box: press(box, Qt.Key.Key_Backspace),
    "delete": lambda box: press(box, Qt.Key.Key_Delete),
    "paste": lambda box: paste(box, "\n@\n"),
    "paste much": lambda box: paste(box, "&" * 17_000),
}


def expected(text: str, key: str, start: int, end: int) -> str:
    """What ``key`` makes of a text without any joints."""
    if start == end and key == "backspace":
        start = max(start - 1, 0)
    if start == end and key == "delete":
        end = min(end + 1, len(text))
    new = {"type": "#", "enter": "\n", "paste": "\n@\n", "paste much": "&" * 17_000}.get(key, "")
    return text[:start] + new + text[end:]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(sorted(KEYS)),
            st.integers(0, 4),  # the joint it is near
            st.integers(-2, 2),
            st.sampled_from([0, 0, 0, 1, 3, 9000]),  # selected
        ),
        min_size=1,
        max_size=8,
    )
)
def test_keys_do_to_pieces_what_they_do_to_a_line(
    box: TextBox, steps: list[tuple[str, int, int, int]]
) -> None:
    box.setPlainText("one line\n" + LONG + "\nanother")
    texts = [box.text()]
    for key, joint, beside, length in steps:
        pieces = box.document().toRawText().split(JOINT)
        near = sum(map(len, pieces[: 1 + joint % len(pieces)])) + beside
        start = min(max(near, 0), len(texts[-1]))
        end = min(start + length, len(texts[-1]))
        put_caret(box, end, start)
        KEYS[key](box)
        texts.append(expected(texts[-1], key, start, end))
        assert box.text() == texts[-1]
    final = box.text()
    for _ in range(6 * len(steps)):
        box.undo()
    assert box.text() == texts[0]
    for _ in range(6 * len(steps)):
        box.redo()
    assert box.text() == final


@pytest.mark.parametrize("letter", ["x", "春", "word "])
def test_a_million_letters_on_one_line_hold_up_no_key(
    box: TextBox, qapp: QApplication, letter: str
) -> None:
    text = letter * (1_000_000 // len(letter))
    begun = process_time()
    paste(box, text)
    qapp.processEvents()
    # A key took seconds once; where the machine is slow, as much as the paste is allowed.
    most = max(0.15, process_time() - begun)
    for key, modifiers in (
        (Qt.Key.Key_A, None), (Qt.Key.Key_Backspace, None), (Qt.Key.Key_Home, CONTROL),
        (Qt.Key.Key_B, None), (Qt.Key.Key_Delete, None), (Qt.Key.Key_Right, SHIFT),
        (Qt.Key.Key_End, CONTROL),
    ):  # fmt: skip
        begun = process_time()
        press(box, key, modifiers or Qt.KeyboardModifier.NoModifier)
        qapp.processEvents()
        assert process_time() - begun < most
    assert len(box.text()) == len(text)


@pytest.mark.parametrize("text", ["ما هو القمر؟", "1. שלום", "(«سلام» hello", "😀 שלום", "𐤀𐤁"])
def test_a_text_that_runs_from_the_right_stands_there(box: TextBox, text: str) -> None:
    sides = Qt.AlignmentFlag
    type_text(box, text)
    assert box.document().defaultTextOption().alignment() & sides.AlignRight
    line = box.document().firstBlock().layout().lineAt(0).naturalTextRect()
    assert line.left() > box.viewport().width() / 2

    box.replace_text("Hello שלום")
    assert box.document().defaultTextOption().alignment() & sides.AlignLeft

    box.set_right_to_left(right_to_left=True)
    box.replace_text("Hello")
    assert box.document().defaultTextOption().alignment() & sides.AlignRight
