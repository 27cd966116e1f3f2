"""The buttons below an answer, and the links in its page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobState
from desktop_lm.messages import StopReason
from desktop_lm.tasks.prompt.prompt import PromptResult, PromptTask, TextAdded
from desktop_lm.ui.prompt.exchange_buttons import ExchangeButtons
from desktop_lm.ui.prompt.exchange_menu import ExchangeMenu
from desktop_lm.ui.prompt.page_links import What, act_of
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, button_in, click, press, type_text
from tests.ui.prompting import ask


@pytest.fixture
def buttons(desk: Desk, tab: PromptTab) -> ExchangeButtons:
    """Those of a page with two exchanges."""
    ask(desk, "A name for a cat?")
    answer(desk, "**Mia**.")
    ask(desk, "Another?")
    answer(desk, "Tom.")
    assert tab._actions.buttons is not None
    return tab._actions.buttons


def answer(desk: Desk, text: str, end: JobState = JobState.DONE) -> None:
    begin(desk, text)
    result = PromptResult("", 3, 50.0, StopReason.END, context_used=9)
    desk.runner.change(desk.runner.last, end, result=result)
    desk.deliver()


def begin(desk: Desk, text: str) -> None:
    desk.runner.change(desk.runner.last, JobState.RUNNING)
    desk.runner.output(desk.runner.last, TextAdded(text, 1, 50.0))
    desk.deliver()


def place_in(tab: PromptTab, words: str) -> QPoint:
    """Where these words stand in the page's viewport."""
    cursor = QTextCursor(tab.page.document())
    while (cursor := tab.page.document().find(words, cursor)).isNull() is False:
        found = cursor
    found.setPosition(found.selectionStart() + 1)
    return tab.page.cursorRect(found).center()


def test_they_stand_below_the_last_answer_and_below_the_one_pointed_at(
    tab: PromptTab, buttons: ExchangeButtons
) -> None:
    assert buttons.isVisible()
    assert buttons.y() > place_in(tab, "Tom.").y()
    assert buttons.geometry().bottom() < tab.page.viewport().height()

    QTest.mouseMove(tab.page.viewport(), place_in(tab, "Mia"))
    assert place_in(tab, "Mia").y() < buttons.y()
    assert buttons.geometry().bottom() <= place_in(tab, "Another?").y()
    click(buttons.copy)
    assert QApplication.clipboard().text() == "Mia."

    click(buttons.edit)
    assert tab.composer.box.text() == "A name for a cat?"


def test_what_was_in_the_box_comes_back_when_an_earlier_prompt_was_changed(
    desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    box = tab.composer.box
    type_text(box, "Half a prompt")
    click(buttons.edit)
    assert box.text() == "Another?"
    click(button_in(tab.banner, "Do not change it"))
    assert box.text() == "Half a prompt"

    click(buttons.edit)
    type_text(box, " One more?")
    assert tab.snapshot()["set_aside"] == "Half a prompt"
    press(box, Qt.Key.Key_Return, CONTROL)
    answer(desk, "Kit.")
    assert [each.prompt for each in tab.dialogue.exchanges][1:] == ["Another? One more?"]
    assert box.text() == "Half a prompt"
    assert tab.snapshot()["set_aside"] == ""


def test_an_earlier_prompt_is_changed_only_where_it_is_on_the_page(
    qtbot: QtBot, desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    changing = "You change an earlier prompt. What follows it stays a version."
    tab.asking.edit_prompt(tab.dialogue.exchanges[0])
    shown = tab.dialogue.conversation
    qtbot.waitUntil(lambda: shown.number > 0, timeout=PATIENCE_MS)
    tab.dialogue.bring(shown.number)  # as the history has it
    qtbot.waitUntil(lambda: tab.dialogue.conversation is not shown, timeout=PATIENCE_MS)
    assert tab.banner.sentence == changing
    type_text(tab.composer.box, " Short.")
    press(tab.composer.box, Qt.Key.Key_Return, CONTROL)
    answer(desk, "Ida.")
    assert [each.prompt for each in tab.dialogue.exchanges] == ["A name for a cat? Short."]

    tab.asking.edit_prompt(tab.dialogue.exchanges[0])
    tab.dialogue.new()
    assert tab.banner.sentence == ""
    assert tab.composer.box.text() == "A name for a cat? Short."


def test_they_answer_again_and_are_away_until_that_has_ended(
    qtbot: QtBot, desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    click(buttons.again)
    begin(desk, "Luna")
    assert not buttons.isVisible()
    QTest.mouseMove(tab.page.viewport(), QPoint(1, 1))
    QTest.mouseMove(tab.page.viewport(), place_in(tab, "Mia"))
    qtbot.waitUntil(buttons.isVisible, timeout=PATIENCE_MS)
    assert not buttons.again.isEnabled()
    assert not buttons.edit.isEnabled()
    assert buttons.copy.isEnabled()

    result = PromptResult("", 3, 50.0, StopReason.END, context_used=9)
    desk.runner.change(desk.runner.last, JobState.DONE, result=result)
    desk.deliver()
    assert buttons.again.isEnabled()
    assert tab.dialogue.exchanges[-1].text == "Luna"


def test_one_goes_on_reading_where_one_is_when_another_answer_has_ended(
    qtbot: QtBot, desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    ask(desk, "A long list?")
    answer(desk, "One more line of it.\n\n" * 200)
    last, bar = tab.dialogue.exchanges[-1], tab.page.verticalScrollBar()
    tab.asking.answer_again(last)
    begin(desk, "Another line of it.\n\n" * 200)
    again = tab.dialogue.exchanges[-1]
    bar.setValue(0)
    answer(desk, "")
    qtbot.waitUntil(lambda: len(again.answer_versions) == 2, timeout=PATIENCE_MS)
    assert bar.value() < bar.maximum() / 10
    assert "version 2 of 2" in tab.page.plain_text()


def test_the_keyboard_stays_on_the_page_while_they_are_away(
    desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    buttons.again.setFocus()
    press(buttons.again, Qt.Key.Key_Space)
    begin(desk, "Ida.")
    assert not buttons.isVisible()
    assert tab.page.hasFocus()

    answer(desk, "")
    press(tab.page, Qt.Key.Key_Tab)
    assert buttons.copy.hasFocus()


def test_they_go_with_the_text_to_its_new_place(
    qtbot: QtBot, desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    before = buttons.x()
    desk.window.resize(desk.window.width() + 600, desk.window.height())
    qtbot.waitUntil(lambda: buttons.x() > before + 100, timeout=PATIENCE_MS)
    assert abs(buttons.x() - place_in(tab, "Tom.").x()) < 20


def test_more_opens_the_menu_of_that_answer(tab: PromptTab, buttons: ExchangeButtons) -> None:
    found: list[object] = []
    tab.page.menu_asked.disconnect()
    tab.page.menu_asked.connect(lambda exchange, _place: found.append(exchange))
    click(buttons.more)
    assert found == [tab.page.exchanges[-1]]


def test_they_are_away_where_the_end_of_the_answer_is_out_of_sight(
    desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    ask(desk, "A list?")
    answer(desk, "\n\n".join(f"word {number}" for number in range(80)))
    assert buttons.isVisible()
    tab.page.verticalScrollBar().setValue(0)
    QTest.mouseMove(tab.page.viewport(), QPoint(1, tab.page.viewport().height() - 2))
    assert not buttons.isVisible()


def test_arrows_lead_to_the_versions_and_stay_at_the_same_exchange(
    qtbot: QtBot, desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    click(buttons.again)
    answer(desk, "Luna.")
    qtbot.waitUntil(lambda: "version 2 of 2" in tab.page.plain_text(), timeout=PATIENCE_MS)
    back = place_in(tab, "\u2190")
    QTest.mouseMove(tab.page.viewport(), back)
    assert "version" in tab.page.viewport().toolTip()
    click(tab.page.viewport(), place_in(tab, "\u2192"))  # there is none after the last
    click(tab.page.viewport(), back)
    qtbot.waitUntil(lambda: "version 1 of 2" in tab.page.plain_text(), timeout=PATIENCE_MS)
    assert tab.dialogue.exchanges[-1].text == "Tom."


def test_an_answer_that_was_stopped_goes_on_by_its_link(
    desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    ask(desk, "A story?")
    answer(desk, "Once upon", JobState.STOPPED)
    assert "Stopped  Continue from here" in tab.page.plain_text()
    click(tab.page.viewport(), place_in(tab, "Continue"))
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, PromptTask)
    assert task._given.begun == "Once upon"
    click(tab.page.viewport(), place_in(tab, "Continue"))  # once more while it waits
    assert "at work" in tab.banner.sentence


def test_one_above_the_last_goes_on_as_another_version(
    desk: Desk, tab: PromptTab, buttons: ExchangeButtons
) -> None:
    ask(desk, "A story?")
    answer(desk, "Once upon", JobState.STOPPED)
    ask(desk, "And a poem?")
    answer(desk, "Roses")
    click(tab.page.viewport(), place_in(tab, "Continue"))
    answer(desk, " a time")
    texts = [exchange.text for exchange in tab.dialogue.exchanges]
    assert texts == ["**Mia**.", "Tom.", "Once upon a time"]


def test_no_two_entries_of_the_menu_have_the_same_letter(
    tab: PromptTab, buttons: ExchangeButtons
) -> None:
    exchange = tab.page.exchanges[-1]
    exchange.note = "Stopped"
    exchange.prompt_versions = exchange.answer_versions = (1, 2)
    menu = ExchangeMenu(tab.asking, tab.page, exchange, busy=False)
    menu.add_comparing(tab.beside, exchange)
    menu.add_exports(tab, 1, exchange)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    letters = [text[text.index("&") + 1].lower() for text in texts]
    assert len(letters) == len(set(letters))
    menu.deleteLater()


def test_other_addresses_are_no_links_of_the_page() -> None:
    assert act_of("desktop-lm:version:12") == (What.VERSION, 12)
    for address in ("desktop-lm:file:0:0", "https://example.org", "desktop-lm:version:x"):
        assert act_of(address) is None
