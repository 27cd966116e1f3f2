"""The window of models in the hands of the main window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap, paths
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import LoadPlan, ModelChanged, ModelState
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.storage import settings as settings_file
from desktop_lm.ui.models.models_window import ModelsWindow
from tests.support.random_models import write_model
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import button_in, click, press

SMALLER = LoadPlan(LoadOptions(n_ctx=512, cache_type=CacheType.Q8_0), MemoryParts(cache=1))


@pytest.fixture
def model() -> str:
    """A real model in the program's own folder."""
    paths.models_dir().mkdir(parents=True)
    return str(write_model(paths.models_dir(), "llama"))


def opened(qtbot: QtBot, desk: Desk, model: str) -> ModelsWindow:
    menu = desk.window.model_button.menu()
    menu.aboutToShow.emit()
    [more] = [a for a in menu.actions() if a.text().replace("&", "") == "More models…"]
    more.trigger()
    window = desk.window.models.window
    qtbot.waitUntil(
        lambda: window.plans.of(model) is not None and not window.background.busy,
        timeout=PATIENCE_MS,
    )
    window.library_page.list.go_to(model)
    return window


def test_a_model_is_used_from_the_list(qtbot: QtBot, desk: Desk, model: str) -> None:
    window = opened(qtbot, desk, model)

    press(window.library_page.list, Qt.Key.Key_Return)

    assert desk.runner.openings[-1] == (model, "", None)


def test_a_model_that_was_opened_in_the_main_window_is_on_the_list(
    qtbot: QtBot, desk: Desk, tmp_path: Path, model: str
) -> None:
    """Dropped there, named on the command line, or opened by an earlier window."""
    window = opened(qtbot, desk, model)
    path = str(write_model(tmp_path, "qwen2"))

    desk.runner.model_ready(path)
    desk.deliver()

    qtbot.waitUntil(lambda: window.shelf.entry(path) is not None, timeout=PATIENCE_MS)
    assert [entry.path for entry in bootstrap.build_library().entries()][-2:] == [path, model]
    [row] = [row for row in window.library_page.list.rows if row.key == path]
    assert row.state == "loaded"


def test_what_is_set_goes_to_the_runner_and_to_the_disk(
    qtbot: QtBot, desk: Desk, model: str
) -> None:
    window = opened(qtbot, desk, model)

    window.library_page.details.tasks.action_for("sentiment").trigger()

    settings, reload = desk.runner.applied[-1]
    assert settings.task_models == {"sentiment": model}
    assert reload
    assert settings_file.read(bootstrap.settings_path()) == settings


def test_a_refusal_is_told_here_too_and_what_would_fit_is_a_button(
    qtbot: QtBot, desk: Desk, model: str
) -> None:
    window = opened(qtbot, desk, model)
    error = AppError(Code.MODEL_TOO_LARGE, path=model, needed=9_000_000, limit=1_000_000)
    lean = replace(SMALLER, options=replace(SMALLER.options, repacked=False))
    desk.runner.emit(ModelChanged(ModelState.FAILED, model, error=error, offers=(SMALLER, lean)))
    desk.deliver()

    assert "needs 9 MB of memory" in window.banner.sentence
    assert button_in(window.banner, "512 tokens, q8_0 cache, lean").isEnabled()
    click(button_in(window.banner, "512 tokens, q8_0 cache"))

    assert desk.runner.openings[-1] == (model, "", SMALLER.options)


@pytest.mark.parametrize("owner", ["", "translation"])
def test_another_model_that_fits_is_a_button_too(
    qtbot: QtBot, desk: Desk, model: str, owner: str
) -> None:
    window = opened(qtbot, desk, model)
    refused = "/models/huge.gguf"
    error = AppError(Code.MODEL_TOO_LARGE, path=refused, needed=9_000_000, limit=1_000_000)
    largest = max(window.shelf.entries, key=lambda entry: entry.file_bytes)
    desk.runner.emit(ModelChanged(ModelState.FAILED, refused, error=error, owner=owner))
    desk.deliver()

    click(button_in(window.banner, f"Use {largest.name}"))

    if owner:
        kept = settings_file.read(bootstrap.settings_path())
        assert kept.task_models == {owner: largest.path}
    else:
        assert desk.runner.openings[-1] == (largest.path, "", None)


def test_one_that_killed_the_engine_can_be_loaded_anyway_from_here(
    qtbot: QtBot, desk: Desk, model: str
) -> None:
    window = opened(qtbot, desk, model)
    error = AppError(Code.MODEL_KILLED_ENGINE, path=model, times=2)
    desk.runner.emit(ModelChanged(ModelState.FAILED, model, error=error))
    desk.deliver()

    click(button_in(window.banner, "Load anyway"))

    assert desk.runner.opened[-1] == (model, True)


def test_under_a_limit_what_is_loaded_leaves_less_room_for_measuring(
    qtbot: QtBot, desk: Desk, model: str
) -> None:
    window = opened(qtbot, desk, model)
    held = LoadPlan(LoadOptions(), MemoryParts(cache=10**10))
    desk.runner.emit(ModelChanged(ModelState.READY, "/models/other.gguf", plan=held))
    desk.deliver()
    desk.window.models.settings.change(memory_limit_bytes=10**10 + 10**6)

    click(window.library_page.details.memory.measure)

    qtbot.waitUntil(lambda: "1 MB may be used" in window.banner.sentence, timeout=PATIENCE_MS)


def test_a_file_that_is_deleted_is_let_go_of_first(
    qtbot: QtBot, desk: Desk, model: str, tmp_path: Path
) -> None:
    window = opened(qtbot, desk, model)

    window.leaving.emit(model)

    assert desk.runner.unloaded_paths == [model]


def test_a_setting_that_cannot_be_saved_is_told(desk: Desk) -> None:
    bootstrap.settings_path().mkdir(parents=True)  # nobody, root included, writes a file there
    desk.window.models.settings.change(context=1024)
    assert desk.window.banner.sentence.startswith("The settings cannot be saved")
