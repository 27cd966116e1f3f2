"""The inspector at the right: the prompt as the model reads it, and the step of a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobState
from desktop_lm.messages import (
    Alternative,
    Cut,
    CutStep,
    PromptPart,
    PromptPiece,
    Sampling,
    TokenView,
)
from desktop_lm.storage.history.token_traces import TokenTrace
from desktop_lm.tasks.prompt.prompt import PromptResult
from desktop_lm.tasks.prompt_pieces import PromptPieces
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.piece_list import rows_of
from desktop_lm.ui.prompt.inspector.side_panel import SidePanel
from desktop_lm.ui.prompt.inspector.step_view import StepView
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.window.main_window import MainWindow
from tests.support.scripts import write_script
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, SHIFT, click, press

PARTS = (PromptPart("<|im_start|>user\n", special=True), PromptPart("Why?"))
PIECES = (
    PromptPiece(1, "<|im_start|>", 0, control=True),
    PromptPiece(4093, "user\n", 0),
    PromptPiece(500, "Why", 1),
    PromptPiece(47, "?", 1),
)


@pytest.fixture
def tab(scripted_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> PromptTab:
    script = write_script(tmp_path, answer=["The", " tide"], alternatives={" sea": 0.3})
    scripted_window._desk.runner.open_model(script)
    tab = scripted_window.prompt
    click(tab.composer.probabilities_button)
    tab.composer.box.set_text("Why the tides")
    tab.start()
    qtbot.waitUntil(
        lambda: bool(tab.dialogue.exchanges) and not tab.dialogue.is_busy, timeout=PATIENCE_MS
    )
    return tab


def panel_of(tab: PromptTab) -> SidePanel:
    assert tab.way.panel is not None
    return tab.way.panel


def test_pieces_stand_under_where_they_come_from() -> None:
    rows = rows_of(PromptPieces(PARTS, PIECES))
    assert [row.text for row in rows] == [
        "From the chat template",
        "<|im_start|>",
        "user⏎",
        "What was written",
        "Why",
        "?",
    ]
    assert rows[1].words == "<|im_start|>, token 1, id 1, control token of the template"
    assert rows[4].words == "Why, token 3, id 500, text"
    assert [row.template for row in rows] == [True] * 3 + [False] * 3


def test_it_opens_by_key_takes_the_prompt_apart_and_follows_the_word(
    tab: PromptTab, scripted_window: MainWindow, qtbot: QtBot
) -> None:
    assert tab.way.panel is None
    press(scripted_window, Qt.Key.Key_I, CONTROL | SHIFT)
    panel = panel_of(tab)
    assert panel.isVisible()
    qtbot.waitUntil(lambda: bool(panel.pieces.rows), timeout=PATIENCE_MS)
    assert "Why" in [row.text for row in panel.pieces.rows]
    press(tab.page, Qt.Key.Key_Right)
    assert ("Top-k 40", "40 left") in panel.step.facts.rows
    assert ("Token", "1 of 2, id 0") in panel.step.facts.rows
    press(scripted_window, Qt.Key.Key_I, CONTROL | SHIFT)
    assert not panel.isVisible()


def test_it_shows_the_prompt_of_the_conversation_that_is_open(desk: Desk) -> None:
    tab, runner = desk.window.prompt, desk.runner

    def end(job: int, result: object) -> None:
        runner.change(job, JobState.RUNNING)
        runner.change(job, JobState.DONE, result=result)
        desk.deliver()

    tab.composer.box.set_text("Why?")
    tab.start()
    end(1, PromptResult("The tide"))
    tab.way.toggle()
    assert runner.last == 2
    runner.change(2, JobState.RUNNING)
    desk.deliver()
    first = tab.dialogue.new()
    tab.dialogue.show(first)
    end(2, PromptPieces(PARTS, PIECES))
    assert not panel_of(tab).pieces.rows, "it was asked before another one was opened"
    assert runner.last == 3, "what was wanted while the model was at work comes after"
    end(3, PromptPieces(PARTS, PIECES))
    assert panel_of(tab).pieces.rows


def test_its_width_is_remembered(tab: PromptTab) -> None:
    tab.way.restore({"open": True, "width": 333})
    assert tab.way.snapshot()["open"] is True
    tab.way.toggle()
    assert tab.way.snapshot()["open"] is False
    assert tab.way.snapshot()["width"] > 0
    tab.way.restore({"open": "x", "width": -3})
    tab.way.restore(None)
    assert not tab.way.is_open


def test_a_step_says_what_the_sampler_put_aside_and_why(theme: Theme, qtbot: QtBot) -> None:
    others = (
        Alternative(9, " rain", 0.3, 0.0, Cut.TOP_P),
        Alternative(8, " sea", 0.2, 0.4, penalised=True),
    )
    steps = (CutStep(Cut.TOP_K, 40), CutStep(Cut.TOP_P, 2), CutStep(Cut.MIN_P, 2))
    view = TokenView(7, " tide", 0.4, others, 0.6, rank=1, steps=steps)
    step = StepView(theme)
    qtbot.addWidget(step)
    step.show_step(TokenTrace((view,), sampling=Sampling(temperature=0.5, top_k=40)), 0)
    words = [line.words for line in step.list.rows]
    assert words == [
        "tide, 40%, taken",
        "rain, 30%, put aside by top-p",
        "sea, 20%, came before: repeat penalty",
    ]
    assert dict(step.facts.rows) == {
        "Token": "1 of 1, id 7",
        "Taken": "␣tide, number 1 of the likeliest",
        "Repeat penalty": "1.1 held against ␣sea",
        "Top-k 40": "40 left",
        "Top-p 0.95": "2 left",
        "Min-p 0.05": "2 left",
        "Temperature": "0.5",
        "Drawn": "with 60% after the cut",
    }
