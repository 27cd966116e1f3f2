"""The model reads along while one writes, in every tab, where that is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop_lm.messages import Generate, ReadAhead
from desktop_lm.tasks.prompt.prompt import PromptTask
from desktop_lm.tasks.read_ahead import ReadAheadTask
from desktop_lm.tasks.source import Source
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.window_state import WindowState
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import AHEAD, FakeRunner
from tests.ui.hands import type_text


def read_last(qtbot: QtBot, desk: Desk, owner: str) -> ReadAhead:
    """What the model was given to read last."""
    qtbot.waitUntil(lambda: bool(desk.runner.ahead), timeout=PATIENCE_MS)
    read_for, factory = desk.runner.ahead[-1]
    assert read_for == f"{owner}:ahead"
    task = desk.runner.made(factory)
    assert isinstance(task, ReadAheadTask)
    request = task.next_request(1)
    assert isinstance(request, ReadAhead)
    return request


def asked(desk: Desk) -> Generate:
    task = desk.runner.task(desk.runner.last)
    assert isinstance(task, PromptTask)
    request = task.next_request(1)
    assert isinstance(request, Generate)
    return request


def counted(qtbot: QtBot, desk: Desk) -> None:
    """Wait until one has paused, after which the model would read."""
    qtbot.waitUntil(lambda: bool(desk.runner.quiet), timeout=PATIENCE_MS)


def switch(window: MainWindow) -> QAction:
    (found,) = [
        action
        for action in window.findChildren(QAction)
        if action.text() == "&Read along while I write"
    ]
    return found


def test_a_prompt_is_read_as_it_will_be_asked(qtbot: QtBot, desk: Desk) -> None:
    type_text(desk.window.prompt.composer.box, "Tell me of the sea.")
    read = read_last(qtbot, desk, "prompt")
    assert desk.runner.last == 0
    assert desk.status == "Ready"
    desk.window.prompt.start()
    asks = asked(desk)
    assert (read.parts, read.slot, read.repeatable) == (asks.parts, asks.slot, asks.repeatable)


def test_a_document_too(qtbot: QtBot, desk: Desk) -> None:
    desk.window.prompt.documents.begin()
    type_text(desk.window.prompt.documents.desk.page.editor, "Once upon a time")
    qtbot.waitUntil(lambda: bool(desk.runner.ahead), timeout=PATIENCE_MS)
    owner, factory = desk.runner.ahead[-1]
    assert owner == "prompt:ahead"
    assert isinstance(desk.runner.made(factory), ReadAheadTask)


@pytest.mark.parametrize("changed", [{"seed": 7}, {"temperature": 0.0}])
def test_nothing_is_read_of_what_is_to_be_repeated(
    qtbot: QtBot, desk: Desk, changed: dict[str, float]
) -> None:
    composer = desk.window.prompt.composer
    composer.options.change(**changed)
    type_text(composer.box, "Tell me of the sea.")
    counted(qtbot, desk)
    assert desk.runner.ahead == []


def test_nor_of_passages_that_are_not_known_yet(qtbot: QtBot, desk: Desk) -> None:
    tab = desk.window.prompt
    with_sources = tab.asking.with_files
    report = Source("report.txt", "Rain. " * 10)
    tab.asking.with_files = lambda given: replace(with_sources(given), sources=(report,))
    type_text(tab.composer.box, "What does it say?")
    counted(qtbot, desk)
    assert desk.runner.ahead == []


def test_what_is_read_is_left_where_it_is_switched_off(qtbot: QtBot, desk: Desk) -> None:
    type_text(desk.window.prompt.composer.box, "Tell me of the sea.")
    read_last(qtbot, desk, "prompt")
    switch(desk.window).trigger()
    assert desk.runner.cancelled == [AHEAD + 1]


def test_it_can_be_switched_off_for_good(qtbot: QtBot, desk: Desk, make_window: MakeWindow) -> None:
    state = desk.window._state
    switch(desk.window).trigger()
    assert not switch(desk.window).isChecked()
    type_text(desk.window.prompt.composer.box, "Tell me of the sea.")
    counted(qtbot, desk)
    assert desk.runner.ahead == []
    again = make_window(FakeRunner, state=WindowState.from_json(state.to_json()))
    assert not switch(again).isChecked()
