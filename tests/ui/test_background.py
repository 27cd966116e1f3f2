"""Work on another thread, answered on this one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.ui.background import Background
from tests.ui.conftest import PATIENCE_MS


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def test_the_answer_comes_on_the_thread_that_asked(qtbot: QtBot, background: Background) -> None:
    threads: list[int] = []
    answers: list[int] = []

    def done(thread: int) -> None:
        threads.append(threading.get_ident())
        answers.append(thread)

    background.run(threading.get_ident, done)

    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    assert threads == [threading.get_ident()]
    assert answers != threads


def test_an_error_is_handed_over(qtbot: QtBot, background: Background) -> None:
    errors: list[AppError] = []

    def work() -> None:
        raise AppError(Code.FILE_EMPTY, path="x")

    background.run(work, lambda _: None, errors.append)

    qtbot.waitUntil(lambda: bool(errors), timeout=PATIENCE_MS)
    assert errors == [AppError(Code.FILE_EMPTY, path="x")]


@pytest.mark.allow_log("A piece of background work failed")
def test_a_mistake_of_ours_is_logged_and_handed_over(qtbot: QtBot, background: Background) -> None:
    errors: list[AppError] = []

    background.run(lambda: 1 // 0, lambda _: None, errors.append)

    qtbot.waitUntil(lambda: bool(errors), timeout=PATIENCE_MS)
    assert errors[0].code is Code.INTERNAL


def test_of_a_topic_only_the_newest_is_answered(qtbot: QtBot, background: Background) -> None:
    go_on = threading.Event()
    answers: list[str] = []

    def slow() -> str:
        go_on.wait()
        return "old"

    background.run(slow, answers.append, topic="plan")
    background.run(lambda: "new", answers.append, topic="plan")
    qtbot.waitUntil(lambda: answers == ["new"], timeout=PATIENCE_MS)

    go_on.set()
    background.run(lambda: "other", answers.append)

    qtbot.waitUntil(lambda: "other" in answers, timeout=PATIENCE_MS)
    assert answers == ["new", "other"]


def test_nothing_is_answered_after_the_end(background: Background) -> None:
    answers: list[str] = []
    background.run(lambda: "late", answers.append)

    background.close()
    QApplication.processEvents()

    assert not answers
    assert not background.busy
