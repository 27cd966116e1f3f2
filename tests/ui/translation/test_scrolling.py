from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from desktop_lm.ui.translation.sheet.pairs import pairs_of
from desktop_lm.ui.translation.sheet.part import Part
from desktop_lm.ui.translation.sheet.sheet import Row, Sheet
from desktop_lm.ui.translation.translation_tab import TranslationTab
from desktop_lm.ui.widgets.plain_text import JOINT, UnitMap, utf16_length
from tests.ui.conftest import Desk
from tests.ui.translation.conftest import finish, translate

COUNT = 120


def uneven(text: str) -> str:
    """Each third sentence is six times as long in the other language."""
    number = int(text.split()[1].rstrip("."))
    return text.upper() if number % 3 else " ".join([text.upper().rstrip(".")] * 6) + "."


@pytest.fixture
def long_text(desk: Desk, tab: TranslationTab) -> str:
    text = "\n".join(f"Sentence {number}." for number in range(COUNT))
    finish(desk, translate(desk, tab, text), uneven)
    for view in (tab.box, tab.pane.view):
        view.verticalScrollBar().setValue(0)
    QApplication.processEvents()
    return text


def middle_number(view: QPlainTextEdit, share: float) -> int:
    level = round(share * view.viewport().height())
    words = view.cursorForPosition(QPoint(0, level)).block().text()
    return int(words.split()[1].rstrip("."))


@pytest.mark.parametrize("lines", [15, 40, 77])
def test_the_other_pane_shows_the_same_sentences(
    desk: Desk, tab: TranslationTab, long_text: str, lines: int
) -> None:
    bar = tab.box.verticalScrollBar()
    bar.setValue(lines)
    QApplication.processEvents()

    share = lines / bar.maximum()
    here, there = (middle_number(view, share) for view in (tab.box, tab.pane.view))
    assert abs(here - there) <= 1

    other = tab.pane.view.verticalScrollBar()
    other.setValue(other.value() + 40)
    QApplication.processEvents()
    share = other.value() / other.maximum()
    here, there = (middle_number(view, share) for view in (tab.box, tab.pane.view))
    assert abs(here - there) <= 1


def test_both_ends_meet_and_a_moved_pane_is_not_moved_back(
    desk: Desk, tab: TranslationTab, long_text: str
) -> None:
    source, target = tab.box.verticalScrollBar(), tab.pane.view.verticalScrollBar()
    for view, values in (
        (tab.box, (3, 50, source.maximum())),
        (tab.pane.view, (7, 60, 0)),
    ):
        for value in values:
            view.verticalScrollBar().setValue(value)
            top = view.firstVisibleBlock().blockNumber()
            QApplication.processEvents()
            assert view.firstVisibleBlock().blockNumber() == top
        if view is tab.box:
            assert target.value() == target.maximum()
    assert source.value() == 0


def test_the_text_stays_where_one_writes_in_it(
    desk: Desk, tab: TranslationTab, long_text: str
) -> None:
    tab.box.moveCursor(QTextCursor.MoveOperation.End)
    QApplication.processEvents()
    bar = tab.box.verticalScrollBar()
    assert bar.value() == bar.maximum()
    rows = list(tab.translated.sheet.rows)
    for number in (0, -1):  # what is seen moves down, and is at the end no more
        part = rows[number].part
        longer = Part(part.source, part.target + " AND SO ON" * 200)
        rows[number] = Row(longer, rows[number].gap, rows[number].span)
    tab.translated.put(Sheet(rows), tab.translated.asked)
    QApplication.processEvents()
    assert bar.value() == bar.maximum()


def test_nothing_is_laid_out_while_a_bar_moves(
    desk: Desk, tab: TranslationTab, long_text: str
) -> None:
    """Qt moves it while it counts lines; the end of a long line could not be scrolled to."""
    bar, other = tab.box.verticalScrollBar(), tab.pane.view.verticalScrollBar()
    bar.setValue(40)
    assert other.value() == 0
    QApplication.processEvents()
    assert other.value() > 0


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 3)), max_size=6),
    st.integers(0, 40),
)
def test_places_rise_together(lengths: list[tuple[int, int, int]], extra: int) -> None:
    rows, text = [], ""
    for source, target, gap in lengths:
        span = len(text) + gap, len(text) + gap + source
        text += " " * gap + "a" * source
        rows.append(Row(Part("a" * source, "b" * target), " " * gap, span))
    text += " " * extra
    pairs = pairs_of(Sheet(rows, " " * extra), text)

    there = [pairs.to_target(place) for place in range(len(text) + 1)]
    assert there == sorted(there)
    assert not there or 0 <= there[0] <= there[-1] <= pairs.lengths[1]
    for span, partner in zip(pairs.source, pairs.target, strict=True):
        assert pairs.to_target(span[1]) == partner[1]


@given(st.text(max_size=30), st.lists(st.integers(0, 30), max_size=3, unique=True))
def test_places_are_found_in_units_and_back(text: str, joints: list[int]) -> None:
    inside = sorted(place for place in joints if 0 < place < len(text))
    places = UnitMap(text, inside)
    positions = list(range(len(text) + 1))

    units = [places.units(position) for position in positions]

    assert places.all_units(positions) == units
    assert [places.characters(place) for place in units] == positions
    document = list(text)
    for place in reversed(inside):
        document.insert(place, JOINT)
    assert units[-1] == utf16_length("".join(document))
