"""The program around the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QFileOpenEvent
from pytestqt.qtbot import QtBot

from desktop_lm.ui.app import Application, open_file
from tests.support.random_models import write_model
from tests.ui.conftest import Desk


def test_a_file_that_the_system_hands_over_is_opened(
    qtbot: QtBot, qapp: Application, desk: Desk, tmp_path: Path
) -> None:
    models = [str(write_model(tmp_path, name)) for name in ("llama", "qwen2")]
    waiting = ["named.gguf"]
    opening = partial(open_file, desk.window, waiting)
    qapp.file_asked.connect(opening)

    qapp.sendEvent(qapp, QFileOpenEvent(models[0]))  # the window is not on the screen yet
    assert waiting == [models[0]]
    waiting.clear()
    qapp.sendEvent(qapp, QFileOpenEvent(models[1]))

    assert [path for path, _ in desk.runner.opened][-1:] == [models[1]]
    qapp.file_asked.disconnect(opening)
