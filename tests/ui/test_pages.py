"""Pages that are made after the window."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.sentiment_tab import SentimentTab
from desktop_lm.ui.translation.translation_tab import TranslationTab
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.places import Places
from desktop_lm.ui.window.tab_page import TabPage
from desktop_lm.ui.window.window_state import WindowState
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import STARTER, FakeRunner
from tests.ui.hands import press

KEPT = {
    "sentiment": {"text": "A lovely day.", "verdicts": None, "split": [300, 700]},
    "translation": {"from": "fr", "to": "de", "text": "Bonjour", "later": [1, 2]},
}


def test_only_the_open_page_is_there_when_the_window_comes(make_window: MakeWindow) -> None:
    window = make_window(FakeRunner, state=WindowState(tab=1))

    assert [type(page) for page in window.findChildren(TabPage)] == [SentimentTab]
    assert window.page.isVisible()


def test_the_other_pages_are_made_in_idle_turns(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window(FakeRunner)

    window.begin()

    qtbot.waitUntil(lambda: len(window.findChildren(TabPage)) == 3, timeout=PATIENCE_MS)


def test_closing_before_a_page_was_made_keeps_its_draft(
    make_window: MakeWindow, drafts_file: Path
) -> None:
    drafts_file.parent.mkdir(parents=True, exist_ok=True)
    drafts_file.write_text(json.dumps(KEPT), "utf-8")

    make_window(FakeRunner).close()

    written = json.loads(drafts_file.read_text("utf-8"))
    assert {owner: written[owner] for owner in KEPT} == KEPT


def test_a_page_made_late_has_its_draft(make_window: MakeWindow, drafts_file: Path) -> None:
    drafts_file.parent.mkdir(parents=True, exist_ok=True)
    drafts_file.write_text(json.dumps(KEPT), "utf-8")
    window = make_window(FakeRunner)
    assert not window.findChildren(TranslationTab)

    assert window.translation.box.text() == "Bonjour"
    assert window.translation.source_language.code == "fr"


def test_a_page_made_late_knows_the_model(desk: Desk) -> None:
    desk.runner.model_ready("/models/Qwen3-4B-Q4_K_M.gguf")
    desk.deliver()
    assert not desk.window.findChildren(TranslationTab)

    assert desk.window.translation._hint.isHidden()


def test_a_late_page_can_be_used_in_the_same_turn(desk: Desk) -> None:
    window = desk.window

    window.open_tab(1)

    assert window.sentiment.box.hasFocus()
    press(window.sentiment.box, Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is not window.sentiment.box
    assert window.sentiment.isAncestorOf(focus)


def test_the_window_is_seen_once_and_not_before_it_is_shown(qtbot: QtBot, theme: Theme) -> None:
    places = Places(paths.state_dir(), paths.log_dir(), paths.history_file(), lambda: STARTER)
    window = MainWindow(theme, JobDesk(FakeRunner), WindowState(), places)
    qtbot.addWidget(window)
    times: list[bool] = []
    window.seen.connect(lambda: times.append(window.isVisible()))
    QApplication.processEvents()
    assert not times

    with qtbot.waitSignal(window.seen, timeout=PATIENCE_MS):
        window.show()
    window.hide()
    window.show()
    window.repaint()
    QApplication.processEvents()

    assert times == [True]
