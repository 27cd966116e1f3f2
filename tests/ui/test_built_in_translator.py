"""The Translation tab with the translator that the program brings: in the languages it knows, in
place of the general model, which is not even loaded for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap, paths
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import ModelChanged, ModelChosen, ModelState
from desktop_lm.jobs.model_owners import EVERYDAY_TRANSLATION, TRANSLATION
from desktop_lm.storage import settings as settings_file
from desktop_lm.ui.translation.translation_tab import TranslationTab
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.window_state import WindowState
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import STARTER, FakeRunner, model_info
from tests.ui.hands import CONTROL, press

LARGE = "/models/Qwen3-4B-Q4_K_M.gguf"
BUILT_IN = str(paths.translator_model())
HINT = "Small built-in translator: everyday sentences."
PROMPT_TAB, TRANSLATION_TAB = 0, 2


def owner_of(source: str, target: str) -> str:
    return EVERYDAY_TRANSLATION if (source, target) == ("en", "fr") else TRANSLATION


@pytest.fixture
def open_desk(make_window: MakeWindow) -> Callable[..., Desk]:
    """Opens the window with a tab in front; ``general`` is the general model."""

    def make(tab: int = TRANSLATION_TAB, general: str = STARTER) -> Desk:
        runner = FakeRunner()
        window = make_window(lambda: runner, state=WindowState(tab=tab), translation_owner=owner_of)
        window.translation.source_language.choose("en")
        window.translation.target_language.choose("fr")
        window._desk.runner.cancel(0)  # the runner is made when it is first needed
        runner.emit(ModelChosen(EVERYDAY_TRANSLATION, BUILT_IN), ModelChosen("", general))
        desk = Desk(window, runner)
        desk.deliver()
        return desk

    return make


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


def translate(tab: TranslationTab) -> None:
    tab.box.set_text("Good morning.")
    press(tab.box, Qt.Key.Key_Return, CONTROL)


def hint(window: MainWindow) -> str:
    """What is said of the model, "" where nothing is."""
    shown = window.translation._hint
    return "" if shown.isHidden() else shown._text


def test_the_languages_decide_who_translates(desk: Desk) -> None:
    tab = desk.window.translation
    translate(tab)
    tab.target_language.choose("it")
    translate(tab)

    assert [desk.runner.owners[job] for job in (1, 2)] == [TRANSLATION, TRANSLATION]
    assert [desk.runner.models_of[job] for job in (1, 2)] == [EVERYDAY_TRANSLATION, TRANSLATION]


def test_what_a_text_counts_as_decides_too_where_nothing_was_chosen(desk: Desk) -> None:
    tab = desk.window.translation
    tab.source_language.choose("")
    assert (tab.languages.pair, tab.model_owner) == (("en", "fr"), EVERYDAY_TRANSLATION)

    tab.restore({**tab.snapshot(), "pairs": [["de", "fr"]]})

    assert (tab.languages.pair, tab.model_owner) == (("de", "fr"), TRANSLATION)


def test_the_tab_shows_and_names_the_model_of_its_languages(desk: Desk) -> None:
    window = desk.window
    assert HINT in hint(window)
    desk.runner.model_ready(BUILT_IN)
    desk.runner.model_ready(STARTER)
    desk.deliver()
    assert window.model_button.text().startswith("Built-in translator")

    window.translation.target_language.choose("en")  # the same twice, which is refused
    assert window.translation.model_owner == EVERYDAY_TRANSLATION
    window.translation.target_language.choose("it")
    assert "SmolLM2" in window.model_button.text()
    assert "The starter model knows little" in hint(window)
    window.translation.target_language.choose("fr")
    assert window.model_button.text().startswith("Built-in translator")
    window.open_tab(PROMPT_TAB)
    assert "SmolLM2" in window.model_button.text()


def test_it_is_not_the_general_model_of_the_next_start(desk: Desk) -> None:
    desk.runner.model_ready(BUILT_IN)
    desk.deliver()
    assert desk.window._state.model == ""


def test_a_larger_general_model_is_offered_by_its_name(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(general=LARGE)
    assert "Use Qwen3 4B instead" in hint(desk.window)

    desk.window.translation._hint.clicked.emit("#")

    assert settings_file.read(bootstrap.settings_path()).task_models == {TRANSLATION: LARGE}
    desk.runner.model_ready(BUILT_IN)
    desk.runner.emit(ModelChosen(TRANSLATION, LARGE))
    desk.deliver()
    button = desk.window.model_button
    assert hint(desk.window) == ""
    assert button.offers_built_in
    assert button.text() == "Qwen3 4B, not loaded"
    button.built_in_asked.emit()
    assert settings_file.read(bootstrap.settings_path()).task_models == {}
    desk.runner.emit(ModelChosen(TRANSLATION, ""))
    desk.deliver()
    assert button.text().startswith("Built-in translator")


def test_without_one_the_catalogue_is_offered(desk: Desk, qtbot: QtBot) -> None:
    tab = desk.window.translation
    assert "Larger models…" in hint(desk.window)

    with qtbot.waitSignal(tab.larger_models_asked, timeout=PATIENCE_MS):
        tab._hint.clicked.emit("#")

    models = desk.window.models.window
    assert models.isVisible()
    assert models.tabs.currentWidget() is models.catalogue_page


def test_a_model_opened_from_the_tab_is_the_tab_s_alone_and_stays_so(desk: Desk) -> None:
    window = desk.window
    assert window.front_model.opens_for == TRANSLATION
    window.opener.open(LARGE, window.front_model.opens_for)
    assert desk.runner.openings[-1] == (LARGE, TRANSLATION, None)

    desk.runner.emit(ModelChosen(TRANSLATION, LARGE))
    desk.runner.model_ready(LARGE)
    desk.deliver()

    assert settings_file.read(bootstrap.settings_path()).task_models == {TRANSLATION: LARGE}
    assert window._state.model == ""
    window.translation.target_language.choose("it")
    assert window.front_model.opens_for == TRANSLATION
    window.open_tab(PROMPT_TAB)
    assert window.front_model.opens_for == ""


def test_at_the_start_only_the_translator_is_loaded_where_it_is_in_front(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    desk.window.begin()
    desk.window.opener.settle()

    assert desk.runner.loaded_for == [EVERYDAY_TRANSLATION]
    assert desk.runner.chosen == [(STARTER, "")]
    assert desk.runner.opened == []
    desk.window.open_tab(PROMPT_TAB)
    assert desk.runner.loaded_for == [EVERYDAY_TRANSLATION, "prompt"]
    desk.window.open_tab(1)
    assert len(desk.runner.loaded_for) == 2


def test_at_the_start_another_tab_in_front_loads_the_general_model(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(PROMPT_TAB)
    desk.window.begin()
    desk.window.opener.settle()

    assert desk.runner.loaded_for == []
    assert desk.runner.opened == [(STARTER, False)]


def test_a_damaged_one_is_told_of_in_one_sentence_and_the_general_model_translates(
    desk: Desk,
) -> None:
    desk.runner.emit(
        ModelChanged(
            ModelState.FAILED,
            BUILT_IN,
            error=AppError(Code.TRANSLATOR_DAMAGED),
            owner=EVERYDAY_TRANSLATION,
        ),
        ModelChosen(EVERYDAY_TRANSLATION, ""),
        ModelChanged(ModelState.READY, STARTER, info=model_info()),
    )
    desk.deliver()

    assert desk.window.banner.sentence.startswith("The built-in translator is damaged, so")
    assert "The starter model knows little" in hint(desk.window)
    assert "SmolLM2" in desk.window.model_button.text()
