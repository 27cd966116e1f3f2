"""The real window on the real engine with the models that come with the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap
from desktop_lm.jobs.runner import JobRunner
from desktop_lm.messages import LoadOptions
from desktop_lm.ui.window.main_window import MainWindow
from tests.ui.conftest import PATIENCE_MS, MakeWindow, english_numbers, make_window, theme

__all__ = ["english_numbers", "make_window", "theme"]


class User:
    """Who sits before the window, and what they wait for."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot = qtbot
        self.window = window

    @property
    def status(self) -> str:
        return self.window.status_line.status.text

    def until(self, seen: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(seen, timeout=PATIENCE_MS)

    def until_status(self, beginning: str) -> None:
        self.until(lambda: self.status.startswith(beginning))


def small_runner() -> JobRunner:
    return bootstrap.build_runner(options=LoadOptions(n_ctx=1024, n_threads=2))


@pytest.fixture
def user(qtbot: QtBot, make_window: MakeWindow) -> Iterator[User]:
    """At a window that has just been opened; the starter model loads behind it."""
    window = make_window(
        small_runner,
        find_starter=bootstrap.starter_model,
        translation_owner=bootstrap.translation_owner,
    )
    window.begin()
    yield User(qtbot, window)
    window.close()


@pytest.fixture
def ready_user(user: User) -> User:
    """At a window with the starter model loaded."""
    user.until_status("Ready")
    return user


def engines() -> list[psutil.Process]:
    """The engine processes of this process."""
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if "--engine" in " ".join(child.cmdline())
    ]
