"""A window of models on a library of its own, with real files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_lm.models.library.library import Library
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.models_window import ModelsWindow
from tests.models.gguf_writer import STRING, U32, Gguf
from tests.ui.conftest import PATIENCE_MS

MODEL = Gguf().plus(
    ("general.file_type", U32, 15),
    ("general.license", STRING, "apache-2.0"),
    ("llama.context_length", U32, 2048),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The library's folder, with a space and letters of another script in its path."""
    path = tmp_path / "my models 模型"
    path.mkdir()
    return path


@pytest.fixture
def models(qtbot: QtBot, theme: Theme, folder: Path) -> Iterator[Callable[[], ModelsWindow]]:
    """Opens the window of models, and waits until it has read the folder."""
    windows: list[ModelsWindow] = []

    def make() -> ModelsWindow:
        window = ModelsWindow(theme, Library(folder, lambda: None))
        windows.append(window)
        qtbot.addWidget(window)
        window.open()
        qtbot.waitUntil(lambda: window.shelf.known, timeout=PATIENCE_MS)
        return window

    yield make
    for window in windows:
        window.end()
        window.close()
