"""A million characters: no step may hold the window up. What each takes is printed (pytest -s)."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from desktop_lm.ui.translation.sheet.part import Part
from desktop_lm.ui.translation.sheet.sheet import Row, Sheet
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import Desk

COUNT = 14_000
SENTENCES = [
    f"{number:05} quick brown foxes jump over the lazy dog near the river bank."
    for number in range(COUNT)
]
# Of the processor: a busy machine takes its time. Before long texts were thought of, a step took
# seconds.
MOST_SECONDS = 1.5


def sheet_of(gap: str) -> Sheet:
    step = len(SENTENCES[0]) + len(gap)
    return Sheet(
        [
            Row(Part(text, text.upper()), gap if n else "", (n * step, (n + 1) * step - len(gap)))
            for n, text in enumerate(SENTENCES)
        ]
    )


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_no_step_with_a_million_characters_takes_long(
    desk: Desk, tab: TranslationTab, gap: str
) -> None:
    text = gap.join(SENTENCES)
    data = QMimeData()
    data.setText(text)
    sheet = sheet_of(gap)
    box, view = tab.box, tab.pane.view
    bar = box.verticalScrollBar()
    steps: list[tuple[str, Callable[[], object]]] = [
        ("paste", lambda: box.insertFromMimeData(data)),
        ("a key", lambda: box.insertPlainText("x")),
        ("undo", box.undo),
        ("translation", lambda: tab.translated.put(sheet, tab.asking.asked("en", "fr"))),
        ("a key beside it", lambda: box.insertPlainText("x")),
        ("undo beside it", box.undo),
        ("another sentence", lambda: tab.sentences.by_hand.edit(COUNT // 2, "Un renard.")),
        ("scroll", lambda: bar.setValue(bar.maximum() // 2)),
        ("scroll back", lambda: bar.setValue(bar.maximum() // 3)),
        ("caret", lambda: view.moveCursor(view.textCursor().MoveOperation.Down)),
        ("draft", tab.snapshot),
        ("start", tab.start),
    ]
    took: dict[str, float] = {}
    for name, act in steps:
        begun = thread_time()
        act()
        QApplication.processEvents()
        took[name] = thread_time() - begun
    print({name: f"{seconds * 1000:.0f} ms" for name, seconds in took.items()})

    assert box.text() == text
    assert "Un renard." in tab.pane.text()
    assert max(took.values()) < MOST_SECONDS


def test_a_text_that_is_translated_in_part_changes_sides_and_comes_back(
    desk: Desk, tab: TranslationTab
) -> None:
    """Qt lays out what is marked, which scrolls, which marks: it crashed."""
    text = " ".join(SENTENCES)
    rows = sheet_of(" ").rows[:8]
    tab.box.set_text(text)
    tab.translated.put(Sheet(rows, text[sum(map(len, SENTENCES[:8])) + 7 :]))
    QApplication.processEvents()
    tab.box.moveCursor(QTextCursor.MoveOperation.Start)
    tab.box.setFocus()
    for _ in range(4):
        tab.swap()
        QApplication.processEvents()
    assert tab.box.text() == text
