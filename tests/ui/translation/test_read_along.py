from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_lm.messages import Generate, ReadAhead
from desktop_lm.tasks.read_ahead import ReadAheadTask
from desktop_lm.tasks.translation.one_text import TranslationTask
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import type_text
from tests.ui.translation.conftest import finish, translate


def read_last(qtbot: QtBot, desk: Desk, count: int) -> ReadAhead:
    qtbot.waitUntil(lambda: len(desk.runner.ahead) == count, timeout=PATIENCE_MS)
    owner, factory = desk.runner.ahead[-1]
    assert owner == "translation:ahead"
    task = desk.runner.made(factory)
    assert isinstance(task, ReadAheadTask)
    request = task.next_request(1)
    assert isinstance(request, ReadAhead)
    return request


def waits(tab: TranslationTab) -> bool:
    return tab.ahead.is_waiting


def test_the_first_part_is_read_that_is_not_translated_yet(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    type_text(tab.box, "One fish.")
    read = read_last(qtbot, desk, 1)
    tab.start()
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, TranslationTask)
    request = task.next_request(1)
    assert isinstance(request, Generate)
    assert read.parts == request.parts
    finish(desk, desk.runner.last)

    type_text(tab.box, " Two fish.")
    texts = "".join(part.text for part in read_last(qtbot, desk, 2).parts)
    assert "Two fish." in texts


def test_nothing_is_read_once_it_is_asked_for(
    qtbot: QtBot, desk: Desk, tab: TranslationTab
) -> None:
    translate(desk, tab, "One fish.")
    assert not waits(tab)
    type_text(tab.box, " Two")
    assert waits(tab)
    qtbot.waitUntil(lambda: not waits(tab), timeout=PATIENCE_MS)
    assert desk.runner.ahead == [], "the model has something to do"


def test_an_empty_box_and_a_closed_window_wait_for_nothing(desk: Desk, tab: TranslationTab) -> None:
    type_text(tab.box, "One")
    tab.box.selectAll()
    tab.box.cut()
    assert not waits(tab)
    type_text(tab.box, "Two")
    desk.window.close()
    assert not waits(tab)
