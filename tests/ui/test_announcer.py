"""Long work that ends in the background is told of."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.messages import StopReason
from desktop_lm.tasks.prompt.prompt import PromptResult
from desktop_lm.tasks.sentiment.features import Readings
from desktop_lm.tasks.sentiment.many_texts import ManyResult
from desktop_lm.tasks.sentiment.one_text import SentimentResult
from desktop_lm.tasks.translation.many_segments import ManyTranslated
from desktop_lm.tasks.translation.updates import TranslationResult
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION
from desktop_lm.ui.window.announcer import LONG_SECONDS, Announcer
from desktop_lm.ui.window.window_state import WindowState
from tests.ui.conftest import Desk

ANSWER = PromptResult("Yes", 1, 1.0, StopReason.END)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("seconds", "in_front", "is_on", "state", "told"),
    [
        (LONG_SECONDS, False, True, JobState.DONE, ["The answer is written."]),
        (LONG_SECONDS, False, True, JobState.STOPPED, []),
        (LONG_SECONDS, False, False, JobState.DONE, []),
        (LONG_SECONDS, True, True, JobState.DONE, []),
        (LONG_SECONDS / 2, False, True, JobState.DONE, []),
    ],
)
def test_only_what_took_long_in_the_background_is_told(  # noqa: PLR0917
    qtbot: QtBot, seconds: float, in_front: bool, is_on: bool, state: JobState, told: list[str]
) -> None:
    window, other, clock = QWidget(), QWidget(), Clock()
    for widget in (window, other):
        qtbot.addWidget(widget)
        widget.show()
    (window if in_front else other).activateWindow()
    qtbot.waitUntil((window if in_front else other).isActiveWindow)
    announcer = Announcer(window, clock)
    announcer.is_on = is_on

    announcer.follow([JobChanged(1, PROMPT, JobState.RUNNING)])
    clock.now = seconds
    announcer.follow([JobChanged(1, PROMPT, state, result=ANSWER)])
    announcer.follow([JobChanged(2, TRANSLATION, JobState.DONE)])

    assert announcer.told == told


@pytest.mark.parametrize(
    ("owner", "result", "told"),
    [
        (TRANSLATION, TranslationResult("Hallo"), ["The translation is ready."]),
        (SENTIMENT, SentimentResult(), ["The sentiment is judged."]),
        (SENTIMENT, Readings(("form",), []), ["The work is done."]),
        (SENTIMENT, ManyResult(3), []),
        (TRANSLATION, ManyTranslated(3), []),
    ],
)
def test_what_ended_is_told_and_no_chunk_of_it(
    qtbot: QtBot, owner: str, result: object, told: list[str]
) -> None:
    window, clock = QWidget(), Clock()
    qtbot.addWidget(window)
    announcer = Announcer(window, clock)
    announcer.follow([JobChanged(1, owner, JobState.RUNNING)])
    clock.now = LONG_SECONDS
    announcer.follow([JobChanged(1, owner, JobState.DONE, result=result)])
    assert announcer.told == told


def test_it_is_turned_off_in_the_menu_and_that_is_remembered(desk: Desk) -> None:
    window = desk.window
    [action] = [
        action
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()  # type: ignore[attr-defined]
        if action.text().replace("&", "") == "Tell when long work ends"
    ]
    assert action.isChecked()
    action.toggle()

    assert not window.announcer.is_on
    kept = WindowState.from_json(window._state.to_json())
    assert not kept.announce
    assert WindowState.from_json({}).announce
