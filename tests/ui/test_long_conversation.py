"""A conversation of very many messages: read and laid out only where one is."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.jobs.events import JobState
from desktop_lm.storage.history.attachments import attach
from desktop_lm.storage.history.conversation import Attachment, Role
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.imports import Incoming, IncomingConversation, take_in
from desktop_lm.tasks.document.question import DocumentQuestionTask
from desktop_lm.tasks.prompt.prompt import TextAdded
from desktop_lm.ui.prompt.conversation_tail import STEP
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, press, type_text

# With DESKTOP_LM_MESSAGES=100000 and -s it tells what each step takes.
MESSAGES = int(os.environ.get("DESKTOP_LM_MESSAGES", str(3 * STEP)))


BOOK = Attachment("book.txt", "txt", "Marta Lindqvist designed the stone tower.")


@pytest.fixture
def long_talk() -> None:
    messages = [
        Incoming(
            number - 1 if number else None,
            Role.ASSISTANT if number % 2 else Role.USER,
            f"Answer *{number}* about tides." if number % 2 else f"Question {number}?",
            float(number),
        )
        for number in range(MESSAGES)
    ]
    with closing(History(paths.history_file())) as history:
        given = IncomingConversation("Test", "1", "Long", 0.0, messages, MESSAGES - 1)
        assert take_in(history, given)


class Steps:
    """The longest time that one step of the window took."""

    def __init__(self) -> None:
        self.longest = 0.0

    def turn(self, act: Callable[[], object] = bool) -> None:
        """Do something, and one turn of the event loop."""
        started = perf_counter()
        act()
        QApplication.processEvents()
        self.longest = max(self.longest, perf_counter() - started)

    def tell(self, name: str) -> None:
        print(f"{name}: longest step {1000 * self.longest:.0f} ms")
        self.longest = 0.0


@pytest.mark.slow
def test_it_opens_scrolls_and_is_searched_step_by_step(
    qtbot: QtBot, desk: Desk, long_talk: None
) -> None:
    tab, steps = desk.window.prompt, Steps()
    tab.begin()

    def until(seen: Callable[[], bool]) -> None:
        def turned() -> bool:
            steps.turn()
            return seen()

        qtbot.waitUntil(turned, timeout=PATIENCE_MS)

    def until_shown(text: str) -> None:
        until(lambda: tab.parts.has_page and text in tab.page.plain_text())

    tab.open_conversation(1)
    until_shown(f"Answer {MESSAGES - 1} about")
    steps.tell("open")
    assert len(tab.dialogue.exchanges) == STEP // 2
    assert tab.page.document().blockCount() < 600

    bar = tab.page.verticalScrollBar()
    read = len(tab.dialogue.exchanges)
    while len(tab.dialogue.exchanges) == read:
        steps.turn(lambda: bar.setValue(bar.value() - bar.pageStep()))
    top = tab.page.cursorForPosition(QPoint(400, 40)).block().text()
    assert top
    for _ in range(5):
        steps.turn(lambda: bar.setValue(bar.value() - bar.pageStep()))
    steps.tell("scroll")
    assert len(tab.dialogue.exchanges) == STEP
    assert tab.page.document().blockCount() < 600
    assert "Question 0?" not in tab.page.plain_text()

    panel = tab.side.panel
    assert panel is not None
    wanted = MESSAGES // 2 + 1
    type_text(panel.search, str(wanted))
    until(lambda: "/" in panel.list.rows[0].key)
    steps.tell("search")
    panel.list.setFocus()
    press(panel.list, Qt.Key.Key_Down)
    press(panel.list, Qt.Key.Key_Return)
    until_shown(f"Answer {wanted} about")
    steps.tell("go to what was found")
    shown = tab.page.cursorForPosition(QPoint(400, 20)).block().text()
    assert shown == f"Question {wanted - 1}?"

    press(tab.page, Qt.Key.Key_End, CONTROL)
    assert f"Answer {MESSAGES - 1} about" in tab.page.plain_text()


def test_a_question_far_below_a_document_still_has_it(
    desk: Desk, long_talk: None, qtbot: QtBot
) -> None:
    with closing(History(paths.history_file())) as history:
        [talk] = history.conversations()
        first = history.shown(talk.id, 1)[0]
        while first.parent is not None:
            first = history.shown(talk.id, STEP, first)[0]
        attach(history.connection, first.id, (BOOK,))
    dialogue = desk.window.prompt.dialogue
    dialogue.bring(talk.id)
    qtbot.waitUntil(lambda: bool(dialogue.exchanges), timeout=PATIENCE_MS)
    assert dialogue.conversation.before is not None
    assert dialogue.conversation.attachments == (BOOK,)

    type_text(desk.window.prompt.composer.box, "Who designed the tower?")
    press(desk.window.prompt.composer.box, Qt.Key.Key_Return, CONTROL)
    task = desk.runner.task(desk.runner.last)

    assert isinstance(task, DocumentQuestionTask)
    assert [source.name for source in task._sources] == ["book.txt"]


def test_an_answer_again_takes_the_place_of_its_own_though_more_came_above_meanwhile(
    desk: Desk, long_talk: None, qtbot: QtBot
) -> None:
    tab = desk.window.prompt
    dialogue = tab.dialogue
    dialogue.bring(1)
    qtbot.waitUntil(lambda: bool(dialogue.exchanges), timeout=PATIENCE_MS)
    tab.asking.answer_again(dialogue.exchanges[-1])
    dialogue.bring_earlier()
    qtbot.waitUntil(lambda: len(dialogue.exchanges) == STEP, timeout=PATIENCE_MS)
    before = [exchange.prompt for exchange in dialogue.exchanges]

    desk.runner.change(1, JobState.RUNNING)
    desk.runner.output(1, TextAdded("Once more", 1, 1.0))
    desk.deliver()
    assert [exchange.prompt for exchange in dialogue.exchanges] == before
    assert dialogue.exchanges[-1].text == "Once more"
