"""Work that is asked for again while it runs."""

from __future__ import annotations

from threading import Event

from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.ui.background import Background
from desktop_lm.ui.renewed import Renewed
from tests.ui.conftest import PATIENCE_MS


def test_the_last_answer_is_no_older_than_the_last_question(qtbot: QtBot) -> None:
    background = Background(threads=1)
    begun, may_end = Event(), Event()
    now, answers = [1], list[int]()

    def work() -> int:
        seen = now[0]
        begun.set()
        may_end.wait()
        return seen

    renewed = Renewed(background, work, answers.append)
    renewed.ask()
    begun.wait()
    now[0] = 2
    for _ in range(3):
        renewed.ask()
    may_end.set()
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=PATIENCE_MS)
    assert answers == [1, 2]  # not once for each question
    assert not background.busy
    background.close()


def test_what_could_not_be_done_is_done_when_asked_again(qtbot: QtBot) -> None:
    background = Background(threads=1)
    errors, answers = [AppError(Code.RUN_IN_USE, path="a.run")], list[str]()

    def work() -> str:
        if errors:
            raise errors.pop()
        return "done"

    renewed = Renewed(background, work, answers.append)
    renewed.ask()
    renewed.ask()
    qtbot.waitUntil(lambda: answers == ["done"], timeout=PATIENCE_MS)
    background.close()
