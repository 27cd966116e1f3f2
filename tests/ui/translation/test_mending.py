from __future__ import annotations

from PySide6.QtCore import QMimeData
from pytestqt.qtbot import QtBot

from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import button_in, click, type_text

PAGE = (
    "The library of the town was built in the year after the great fire, and\n"
    "it was for a long time the only building of stone in the whole street. Its\n"
    "readers came from the villages around, on foot or by cart, and they stayed\n"
    "until the light was gone from the high windows above the reading tables.\n"
)
OFFERED = "The lines of this text seem to be broken as on a page."


def paste(tab: TranslationTab, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    tab.box.insertFromMimeData(data)


def test_a_pasted_page_is_offered_to_be_mended_and_the_lines_come_back(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    paste(tab, PAGE)
    qtbot.waitUntil(lambda: tab.banner.sentence == OFFERED, timeout=PATIENCE_MS)

    click(button_in(tab.banner, "Mend them"))
    assert tab.box.text().count("\n") <= 1
    assert "fire, and it was" in tab.box.text()
    click(button_in(tab.banner, "Undo"))

    assert tab.box.text() == PAGE


def test_the_menu_mends_what_was_left_and_says_where_there_is_nothing(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    paste(tab, PAGE)
    qtbot.waitUntil(lambda: tab.banner.sentence == OFFERED, timeout=PATIENCE_MS)
    click(button_in(tab.banner, "Leave them"))
    assert tab.box.text() == PAGE

    tab.mending.action.trigger()
    qtbot.waitUntil(lambda: "fire, and it was" in tab.box.text(), timeout=PATIENCE_MS)
    tab.mending.action.trigger()
    said = "No line of this text is broken as on a page."
    qtbot.waitUntil(lambda: tab.banner.sentence == said, timeout=PATIENCE_MS)


def test_the_lines_come_back_around_what_was_written_since(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    paste(tab, PAGE)
    qtbot.waitUntil(lambda: tab.banner.sentence == OFFERED, timeout=PATIENCE_MS)
    click(button_in(tab.banner, "Mend them"))
    place = tab.box.text().index("street.") + len("street")
    tab.box.setTextCursor(tab.box.cursor_over(place, place))
    type_text(tab.box, " of mine")

    click(button_in(tab.banner, "Undo"))

    expected = PAGE.replace("whole street.", "whole street of mine.")
    qtbot.waitUntil(lambda: tab.box.text() == expected, timeout=PATIENCE_MS)
    assert tab.box.textCursor().position() == place + len(" of mine")
    tab.box.undo()
    assert "street of mine. Its readers" in tab.box.text()
