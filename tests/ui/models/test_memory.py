"""Memory before loading, what is chosen about it, and what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.events import EngineMemory, LoadPlan, ModelChanged, ModelChosen, ModelState
from desktop_lm.jobs.pool.estimates import HeaderEstimates
from desktop_lm.jobs.pool.exact_plan import exact_plan
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.models.vet import vet
from desktop_lm.storage.settings import Settings
from desktop_lm.ui.models.memory.memory_page import MemoryPage
from desktop_lm.ui.models.memory.plans import Planned
from desktop_lm.ui.models.memory.savings import Kind
from desktop_lm.ui.models.models_window import ModelsWindow
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.signs import Sign
from tests.support.architectures import Sizes
from tests.support.random_models import write_model
from tests.ui.conftest import PATIENCE_MS
from tests.ui.fake_runner import model_info
from tests.ui.hands import click, press
from tests.ui.models.conftest import GIGA, OpenWindow


@pytest.fixture
def model(folder: Path) -> str:
    """A real model, as small as can be."""
    return str(write_model(folder, "llama"))


def planned(qtbot: QtBot, window: ModelsWindow, path: str) -> Planned:
    qtbot.waitUntil(lambda: window.plans.of(path) is not None, timeout=PATIENCE_MS)
    found = window.plans.of(path)
    assert found is not None
    return found


def memory_page(qtbot: QtBot, window: ModelsWindow) -> MemoryPage:
    page = window.memory_page
    window.tabs.setCurrentWidget(page)
    qtbot.waitUntil(page.picture.isVisible, timeout=PATIENCE_MS)
    return page


def test_the_bar_shows_each_part_before_anything_is_loaded(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    window = models()
    plan = planned(qtbot, window, model).plan

    box = window.library_page.details.memory

    assert box.verdict.text.startswith("Fits: ")
    names = [part.name for part in box.bar.parts]
    assert names[-1] == "This window"
    assert sum(part.nbytes for part in box.bar.parts[:-1]) == plan.parts.total
    assert [mark.name for mark in box.bar.marks] == ["Limit", "Free"]
    assert box.measure.isEnabled()
    assert "Context" in box.bar.accessibleDescription()
    assert box.measured.isHidden()


def test_what_does_not_fit_says_so_and_offers_what_would(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    window = models(memory=8 * GIGA)
    plan = planned(qtbot, window, model)

    models.free = plan.plan.parts.total - 1
    window.memory_page.settings._settings.change(
        context=plan.plan.options.n_ctx, cache_type=CacheType.F16
    )
    qtbot.waitUntil(lambda: planned(qtbot, window, model).sign is Sign.BAD, timeout=PATIENCE_MS)

    row = window.library_page.list.rows[0]
    assert (row.state, row.sign) == ("does not fit", Sign.BAD)
    box = window.library_page.details.memory
    assert box.verdict.text.startswith("Does not fit: ")
    [*offers] = box._offers._widgets
    assert offers
    assert not box.measure.isEnabled()


def test_a_smaller_context_is_chosen_kept_and_planned(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    window = models()
    before = planned(qtbot, window, model).plan.parts
    choosers = window.library_page.details.memory.choosers
    assert choosers.context.currentText().startswith("Automatic: ")

    choosers.context.setFocus()
    press(choosers.context, Qt.Key.Key_Down)

    qtbot.waitUntil(
        lambda: planned(qtbot, window, model).plan.parts.cache < before.cache,
        timeout=PATIENCE_MS,
    )
    assert models.saved.context == 512
    assert models.applied[-1].context == 512
    assert choosers.context.currentText() == "512 tokens"


def test_after_loading_predicted_stands_beside_measured(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    window = models()
    plan = planned(qtbot, window, model).plan
    taken = replace(plan.parts, cache=plan.parts.cache * 2)

    models.loaded.follow(ModelChosen("", model))
    models.loaded.follow(
        ModelChanged(ModelState.READY, model, info=model_info(model), plan=plan, taken=taken)
    )
    window.follow_memory()

    lines = {line[0]: line for line in window.library_page.details.memory.measured.lines}
    assert lines["Context"][3] == "+100%"
    assert window.library_page.list.rows[0].state == "loaded"
    assert window.library_page.details._state.text() == "Loaded · used by all tabs"


def test_a_model_that_was_loaded_otherwise_is_told_as_it_is(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    window = models()
    by_settings = planned(qtbot, window, model).plan
    options = replace(by_settings.options, n_ctx=512, cache_type=CacheType.Q8_0)
    plan = LoadPlan(options, HeaderEstimates().parts(vet(model), options))

    models.loaded.follow(ModelChosen("", model))
    models.loaded.follow(ModelChanged(ModelState.READY, model, info=model_info(model), plan=plan))
    window.follow_memory()

    box = window.library_page.details.memory
    assert sum(part.nbytes for part in box.bar.parts[:-1]) == plan.parts.total
    assert box.verdict.text.endswith("Loaded with 512 tokens, q8_0 cache.")
    assert window.library_page.list.rows[0].figure == numbers.size(plan.parts.total)
    assert box.choosers.context.currentText().startswith("Automatic: ")
    assert box._offers.isHidden()

    models.loaded.follow(ModelChanged(ModelState.NONE, model))
    window.follow_memory()

    assert sum(part.nbytes for part in box.bar.parts[:-1]) == by_settings.parts.total
    assert "Loaded" not in box.verdict.text


def test_where_the_header_does_not_tell_it_all_the_engine_is_asked(
    qtbot: QtBot, models: OpenWindow, folder: Path
) -> None:
    path = str(write_model(folder, "lfm2"))
    window = models()
    qtbot.waitUntil(lambda: not planned(qtbot, window, path).plan.rough, timeout=PATIENCE_MS)

    shown = planned(qtbot, window, path)
    exact = exact_plan(bootstrap.start_engine, vet(path), shown.plan.options, Stop())
    assert shown.plan.parts == exact
    assert shown.fast == exact.total
    bar = window.library_page.details.memory.bar
    assert sum(part.nbytes for part in bar.parts[:-1]) == exact.total
    assert HeaderEstimates().parts(vet(path), shown.plan.options) != exact


def test_measuring_loads_it_for_itself_and_is_remembered(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    window = models()
    planned(qtbot, window, model)
    choosers = window.library_page.details.memory.choosers
    press(choosers.context, Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: planned(qtbot, window, model).plan.options.n_ctx == 512, timeout=PATIENCE_MS
    )

    click(window.library_page.details.memory.measure)
    measured = window.library_page.details.memory.measured
    qtbot.waitUntil(lambda: bool(measured.lines), timeout=PATIENCE_MS)

    assert measured.lines[-1][0] == "In all"
    again = models()
    planned(qtbot, again, model)
    assert again.library_page.details.memory.measured.lines == measured.lines


@pytest.mark.parametrize("on_memory_page", [False, True])
def test_what_does_not_fit_beside_what_is_loaded_is_not_measured(
    qtbot: QtBot, models: OpenWindow, model: str, on_memory_page: bool
) -> None:
    window = models()
    planned(qtbot, window, model)
    models.beside = 1_000_000
    if on_memory_page:
        click(memory_page(qtbot, window).measure)
    else:
        click(window.library_page.details.memory.measure)

    qtbot.waitUntil(lambda: bool(window.banner.sentence), timeout=PATIENCE_MS)

    assert "of memory, and 1 MB may be used" in window.banner.sentence
    assert window.chores.now is None
    assert bootstrap.memory_record().all() == ()


def test_the_memory_page_measures_too(qtbot: QtBot, models: OpenWindow, model: str) -> None:
    window = models()
    planned(qtbot, window, model)
    page = memory_page(qtbot, window)
    window.library_page.details.memory.choosers.context.setCurrentIndex(1)
    window.library_page.details.memory.choosers.context.activated.emit(1)
    qtbot.waitUntil(
        lambda: planned(qtbot, window, model).plan.options.n_ctx == 512, timeout=PATIENCE_MS
    )

    click(page.measure)
    assert not page.measure.isEnabled()

    qtbot.waitUntil(lambda: bool(page.measured.lines), timeout=PATIENCE_MS)
    assert page.measured.lines[-1][0] == "In all"
    assert page.measure.isEnabled()
    row = page.picture.rows[Kind.MAPPED]
    qtbot.waitUntil(lambda: "measured" in row.figures[1], timeout=PATIENCE_MS)
    assert "measured" not in row.figures[0]


def test_a_model_can_be_given_to_one_tab_and_taken_away(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    window = models()
    tasks = window.library_page.details.tasks

    tasks.action_for("translation").trigger()
    assert models.saved.task_models == {"translation": model}
    boxes = window.memory_page.settings.tabs
    assert boxes["translation"].currentData() == model
    tasks.action_for("translation").trigger()

    assert models.saved.task_models == {}
    assert boxes["translation"].currentData() == ""


def test_the_picture_says_what_is_saved_and_a_switch_changes_it(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    page = memory_page(qtbot, models())
    headline = page.picture.headline
    assert " in place of " in headline
    row = page.picture.rows[Kind.CACHE]
    assert row.worth.startswith("would save ")

    press(row.switch, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: row.worth.startswith("saves "), timeout=PATIENCE_MS)
    assert models.saved.cache_type is CacheType.Q8_0
    assert page.picture.headline != headline
    press(row.switch, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: row.worth.startswith("would save "), timeout=PATIENCE_MS)


def test_a_model_that_cannot_keep_its_context_at_8_bits_has_a_picture_without_that(
    qtbot: QtBot, models: OpenWindow, folder: Path
) -> None:
    path = str(write_model(folder, "llama", Sizes(head=48)))
    window = models()
    page = memory_page(qtbot, window)
    rows = page.picture.rows
    assert [kind for kind, row in rows.items() if row.isHidden()] == [Kind.CACHE]
    assert rows[Kind.LOGITS].worth.startswith("saves ")

    window.memory_page.settings._settings.change(cache_type=CacheType.Q8_0)  # of other models

    assert planned(qtbot, window, path).plan.options.cache_type is CacheType.F16
    assert not page.picture.isHidden()


def test_the_weights_take_as_much_as_their_bits(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    page = memory_page(qtbot, models())

    assert page.picture.plain.parts[0].nbytes > page.picture.now.parts[0].nbytes
    assert page.picture.rows[Kind.BITS].worth.startswith("saves ")
    assert page.picture.rows[Kind.MAPPED].worth.endswith("can be taken back")


def test_the_limit_is_the_programs_until_somebody_sets_one(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    page = memory_page(qtbot, models())
    settings = page.settings
    assert not settings.limit.isEnabled()
    assert "less a reserve" in settings._room.text()

    press(settings.limited, Qt.Key.Key_Space)
    settings.limit.setValue(1.5)

    assert models.saved.memory_limit_bytes == 1_500_000_000
    press(settings.limited, Qt.Key.Key_Space)
    assert models.saved.memory_limit_bytes is None


def test_idle_unloading_is_set_and_switched_off(
    qtbot: QtBot, models: OpenWindow, model: str
) -> None:
    settings = memory_page(qtbot, models()).settings
    assert settings.minutes.value() == 10

    settings.minutes.setValue(3)
    assert models.saved.idle_minutes == 3
    press(settings.unloads, Qt.Key.Key_Space)

    assert models.saved == Settings(idle_minutes=None)
    assert not settings.minutes.isEnabled()


def test_what_engines_hold_is_known_by_their_events(models: OpenWindow) -> None:
    loaded = models.loaded
    plan = LoadPlan(LoadOptions(), MemoryParts(cache=5))
    loaded.follow(ModelChanged(ModelState.LOADING, "/a", 0.5, plan=plan))
    loaded.follow(ModelChanged(ModelState.READY, "/a", info=model_info("/a")))
    loaded.follow(EngineMemory(30, 20, "/a"))
    loaded.follow(EngineMemory(99, 99, "/gone"))

    assert (loaded.resident_bytes, loaded.private_bytes, len(loaded)) == (30, 20, 1)
    known = loaded.of("/a")
    assert known is not None
    assert known.plan == plan
    loaded.follow(ModelChanged(ModelState.NONE, "/a"))
    assert len(loaded) == 0
