"""Making a model smaller in the window, on a real engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm.messages import WeightType
from desktop_lm.models.library.entry import Source
from desktop_lm.ui.models.models_window import ModelsWindow
from desktop_lm.ui.models.shrink.shrink_dialog import ShrinkDialog
from tests.support.architectures import F16_TYPE, Sizes
from tests.support.random_models import write_model
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import click, press
from tests.ui.models.conftest import OpenWindow


@pytest.fixture
def model(tmp_path: Path, folder: Path) -> Path:
    """A model of 16 bits."""
    return write_model(folder, "llama", Sizes(weights=F16_TYPE))


def opened(window: ModelsWindow) -> ShrinkDialog:
    click(window.library_page.details.shrink)
    [dialog] = window.findChildren(ShrinkDialog)
    return dialog


def test_a_smaller_file_is_made_compared_and_shown(
    qtbot: QtBot, models: OpenWindow, model: Path
) -> None:
    window = models()
    dialog = opened(window)
    assert dialog._warning.isHidden()

    press(dialog.types[WeightType.Q8_0], Qt.Key.Key_Space)
    click(dialog.start)
    qtbot.waitUntil(lambda: "fastest" in dialog.text, timeout=2 * PATIENCE_MS)

    assert dialog.lines[:3] == ["", "F16", "Q8_0"]
    assert "Perplexity" in dialog.lines
    qtbot.waitUntil(lambda: len(window.shelf.entries) == 2, timeout=PATIENCE_MS)
    [made] = [entry for entry in window.shelf.entries if entry.source is Source.MADE]
    assert made.file_bytes < model.stat().st_size
    dialog.close()


def test_the_table_of_a_second_file_takes_the_place_of_the_first_one_s(
    qtbot: QtBot, models: OpenWindow, model: Path
) -> None:
    dialog = opened(models())
    for kind in (WeightType.Q8_0, WeightType.Q4_0):
        press(dialog.types[kind], Qt.Key.Key_Space)
        click(dialog.start)
        assert not dialog.lines
        qtbot.waitUntil(lambda: "fastest" in dialog.text, timeout=2 * PATIENCE_MS)

        assert dialog.lines[:3] == ["", "F16", kind.value]
        assert dialog.lines.count("Perplexity") == 1
    dialog.close()


def test_what_was_stopped_is_said_to_be_and_leaves_nothing(
    qtbot: QtBot, models: OpenWindow, folder: Path
) -> None:
    model = write_model(folder, "llama", Sizes(layers=12, feed_forward=2048, weights=F16_TYPE))
    window = models()
    dialog = opened(window)

    click(dialog.start)
    click(dialog.stop)

    qtbot.waitUntil(lambda: window.chores.now is None, timeout=PATIENCE_MS)
    assert dialog.text == "Stopped. Nothing is left of it."
    assert list(folder.glob("*.gguf*")) == [model]
    dialog.close()


def test_a_file_that_there_is_no_room_to_compare_is_made_all_the_same(
    qtbot: QtBot, models: OpenWindow, model: Path
) -> None:
    window = models()
    models.beside = 1_000_000
    dialog = opened(window)

    click(dialog.start)
    qtbot.waitUntil(lambda: "1 MB may be used" in dialog.text, timeout=2 * PATIENCE_MS)

    assert dialog.text.startswith(f"{model.stem}")
    qtbot.waitUntil(lambda: len(window.shelf.entries) == 2, timeout=PATIENCE_MS)
    dialog.close()


def test_what_is_rounded_already_is_warned_of(
    models: OpenWindow, folder: Path, qtbot: QtBot
) -> None:
    write_model(folder, "llama")
    dialog = opened(models())

    assert dialog._warning.text.startswith("This file is rounded to Q4_0 already.")
    dialog.close()


def test_closing_breaks_it_off_and_leaves_nothing(
    qtbot: QtBot, models: OpenWindow, model: Path, folder: Path
) -> None:
    window = models()
    dialog = opened(window)

    click(dialog.start)
    press(dialog, Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: window.chores.now is None, timeout=PATIENCE_MS)
    assert list(folder.glob("*.gguf*")) == [model]


def test_an_error_is_a_sentence_in_the_dialog(
    qtbot: QtBot, models: OpenWindow, model: Path
) -> None:
    window = models()
    dialog = opened(window)
    model.unlink()

    click(dialog.start)

    qtbot.waitUntil(lambda: bool(dialog.text), timeout=PATIENCE_MS)
    assert dialog.text == f"The file {model.name} is not there any more."
    assert dialog.start.isEnabled()
    dialog.close()


def test_a_file_is_not_offered_to_be_replaced_by_itself(
    qtbot: QtBot, models: OpenWindow, model: Path
) -> None:
    path = model.rename(model.with_name("Mine.Q4_K_M.gguf"))
    content = path.read_bytes()
    dialog = opened(models())

    click(dialog.start)

    qtbot.waitUntil(lambda: bool(dialog.text) and dialog.start.isEnabled(), timeout=PATIENCE_MS)
    assert dialog.text.endswith("the name of the file it is made from. Choose another type.")
    assert dialog.start.text() == "&Make it"
    assert path.read_bytes() == content
    dialog.close()


def test_a_file_that_is_there_already_is_replaced_when_asked_for_once_more(
    qtbot: QtBot, models: OpenWindow, model: Path, folder: Path
) -> None:
    target = folder / "llama-random.Q4_K_M.gguf"
    target.write_bytes(b"something else")
    window = models()
    window.library_page.list.go_to(str(model))
    dialog = opened(window)
    dialog.compare.setChecked(False)

    click(dialog.start)
    qtbot.waitUntil(lambda: dialog.start.text() == "&Replace it", timeout=PATIENCE_MS)
    assert target.read_bytes() == b"something else"
    assert dialog.text == f"{target.name} is there already. Replace it?"
    click(dialog.start)

    qtbot.waitUntil(lambda: "is made" in dialog.text, timeout=PATIENCE_MS)
    assert target.read_bytes().startswith(b"GGUF")
    dialog.close()
