"""Windows to test: on a runner whose events the test makes, or on a real one that plays scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap, paths
from desktop_lm.ui.app import Application
from desktop_lm.ui.job_desk import TRANSLATION, JobDesk, Runner
from desktop_lm.ui.look.theme import Scheme, Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.composer import PromptBox
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.prompt.settings.settings_dialog import SettingsDialog
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.places import Places
from desktop_lm.ui.window.window_state import WindowState
from tests.ui.fake_runner import STARTER, FakeRunner
from tests.ui.hands import click

PATIENCE_MS = 60_000  # only a failing test waits this long

MakeWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def english_numbers() -> Iterator[None]:
    """Numbers as in English, whatever this machine speaks."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    return Application


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme; font and palette are as before after the test."""
    font, palette = qapp.font(), qapp.palette()
    yield Theme(qapp, Scheme.LIGHT)
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.fixture
def make_window(qtbot: QtBot, theme: Theme) -> Iterator[MakeWindow]:
    """Makes windows on a runner and closes them after the test."""
    windows: list[MainWindow] = []

    def make(
        make_runner: Callable[[], Runner],
        *,
        state: WindowState | None = None,
        find_starter: Callable[[], str] = lambda: STARTER,
        translation_owner: Callable[[str, str], str] = lambda *_: TRANSLATION,
    ) -> MainWindow:
        kept = (paths.state_dir(), paths.log_dir(), paths.history_file())
        places = Places(*kept, find_starter, translation_owner)
        window = MainWindow(theme, JobDesk(make_runner), state or WindowState(), places)
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.seen, timeout=PATIENCE_MS):
            window.show()
        window.activateWindow()
        return window

    yield make
    for window in windows:
        window.close()


@dataclass
class Desk:
    """A window on a runner whose events the test makes."""

    window: MainWindow
    runner: FakeRunner

    def deliver(self) -> None:
        """Bring the events that were made into the window now."""
        self.window._desk.flush()

    @property
    def status(self) -> str:
        return self.window.status_line.status.text


@pytest.fixture
def desk(make_window: MakeWindow) -> Desk:
    """The window with the starter model loaded."""
    runner = FakeRunner()
    window = make_window(lambda: runner)
    window._desk.runner.cancel(0)  # the runner is made when it is first needed
    runner.cancelled.clear()
    runner.model_ready()
    desk = Desk(window, runner)
    desk.deliver()
    return desk


@pytest.fixture
def tab(desk: Desk) -> PromptTab:
    """The Prompt tab of that window, with its history and templates."""
    desk.window.prompt.begin()
    return desk.window.prompt


@pytest.fixture
def box(tab: PromptTab) -> PromptBox:
    return tab.composer.box


@pytest.fixture
def page(tab: PromptTab) -> AnswerPage:
    return tab.page


@pytest.fixture
def dialog(tab: PromptTab) -> Iterator[SettingsDialog]:
    """All settings of answers."""
    tab.composer.options_button.setChecked(True)
    click(tab.composer.options_row.all_button)
    assert tab.settings.dialog is not None
    yield tab.settings.dialog
    if tab.settings.dialog is not None:
        tab.settings.dialog.close()


@pytest.fixture
def scripted_window(make_window: MakeWindow) -> MainWindow:
    """A window on a real runner and engine process that plays scripts."""
    return make_window(lambda: bootstrap.build_runner(scripted=True))


@pytest.fixture
def drafts_file() -> Path:
    return paths.state_dir() / "drafts.json"
