"""With several models the window shows at each tab the model that tab uses."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import EngineMemory, LoadPlan, ModelChanged, ModelChosen, ModelState
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.ui.widgets.buttons import LinkButton
from tests.ui.conftest import Desk
from tests.ui.fake_runner import STARTER, model_info
from tests.ui.hands import click

SMALL = "/models/Tower-1B-Q4_0.gguf"
PROMPT_TAB, TRANSLATION_TAB = 0, 2


def with_a_small_translator(desk: Desk) -> None:
    desk.runner.emit(
        ModelChosen("", STARTER),
        ModelChosen("translation", SMALL),
        ModelChanged(ModelState.LOADING, SMALL, fraction=0.5),
        ModelChanged(ModelState.READY, SMALL, info=model_info(SMALL)),
        EngineMemory(50_000_000, 20_000_000, SMALL),
    )
    desk.deliver()


def test_each_tab_shows_the_model_it_uses(desk: Desk) -> None:
    with_a_small_translator(desk)
    window = desk.window
    assert "SmolLM2" in window.model_button.text()
    window.open_tab(TRANSLATION_TAB)
    assert "Tower" in window.model_button.text()
    assert "50 MB" in window.status_line._memory.text
    window.open_tab(PROMPT_TAB)
    assert "SmolLM2" in window.model_button.text()


def test_the_memory_is_that_of_all_engines(desk: Desk) -> None:
    with_a_small_translator(desk)

    desk.runner.emit(EngineMemory(186_000_000, 88_000_000, STARTER))
    desk.deliver()

    gauge = desk.window.status_line._memory
    assert gauge.text == "236 MB"
    assert "108 MB of their own" in gauge._meter.accessibleDescription()


def test_a_task_s_own_model_is_not_the_one_of_the_next_start(desk: Desk) -> None:
    with_a_small_translator(desk)
    assert desk.window._state.model == ""  # the starter


def test_what_becomes_of_another_tab_s_model_is_no_news(desk: Desk) -> None:
    with_a_small_translator(desk)
    desk.runner.emit(ModelChanged(ModelState.NONE, SMALL))
    desk.deliver()
    assert desk.status == "Ready"
    desk.window.open_tab(TRANSLATION_TAB)
    assert desk.status == "Loads with the next request"


def test_a_task_s_model_that_cannot_be_had_is_told_wherever_one_looks(desk: Desk) -> None:
    with_a_small_translator(desk)
    error = AppError(Code.FILE_MISSING, path=SMALL)
    desk.runner.emit(ModelChanged(ModelState.FAILED, SMALL, error=error))
    desk.deliver()
    assert desk.window.banner.sentence.startswith("The file Tower")
    assert "SmolLM2" in desk.window.model_button.text()


def test_what_would_fit_is_a_click_away(desk: Desk) -> None:
    with_a_small_translator(desk)
    small = LoadOptions(n_ctx=2048)
    smaller = LoadOptions(n_ctx=4096, cache_type=CacheType.Q8_0, repacked=False)
    numbers: dict[str, str | int] = {"needed": 3_000_000_000, "limit": 2_000_000_000}
    fits: dict[str, str | int] = {"context": 8192, "fitting": 2048, "cache_type": "f16"}
    desk.runner.emit(
        ModelChanged(
            ModelState.FAILED,
            SMALL,
            error=AppError(Code.CONTEXT_TOO_LARGE, path=SMALL, **numbers, **fits),
            offers=tuple(LoadPlan(options, MemoryParts()) for options in (small, smaller)),
            owner="translation",
        )
    )
    desk.deliver()
    banner = desk.window.banner
    assert "3.0 GB" in banner.sentence
    assert "2.0 GB" in banner.sentence
    buttons = {button.text(): button for button in banner.findChildren(LinkButton)}
    assert set(buttons) >= {"Context 2,048", "Context 4,096, q8_0 cache, lean"}
    click(buttons["Context 4,096, q8_0 cache, lean"])
    assert desk.runner.openings == [(SMALL, "translation", smaller)]


def test_a_task_without_its_own_model_shows_the_general_one_again(desk: Desk, qtbot: QtBot) -> None:
    with_a_small_translator(desk)
    desk.window.open_tab(TRANSLATION_TAB)
    desk.runner.emit(
        ModelChosen("translation", ""), ModelChanged(ModelState.READY, STARTER, info=model_info())
    )
    desk.deliver()
    assert "SmolLM2" in desk.window.model_button.text()
