"""Presets of answers on the disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_lm.storage import presets as presets_file
from desktop_lm.tasks.prompt.answer_settings import AnswerSettings
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.prompt.settings.preset_desk import PresetDesk
from desktop_lm.ui.prompt.settings.preset_row import PresetRow


def test_two_windows_keep_the_presets_of_both(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "presets.json"
    first, second = PresetDesk(path), PresetDesk(path)
    first.save("Kind", AnswerSettings(system="Be kind."))
    first.begin_with("own:Kind")
    second.save("Short", AnswerSettings(system="Be short."))
    assert set(presets_file.read(path).named) == {"Kind", "Short"}
    assert second.own == presets_file.read(path)
    assert second.own.first == "own:Kind"


def test_a_damaged_file_is_kept_aside(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "presets.json"
    path.write_bytes(b'{"presets": {"Kind": {"system": "Be')
    PresetDesk(path).save("Short", AnswerSettings(system="Be short."))
    assert set(presets_file.read(path).named) == {"Short"}
    assert path.with_name("presets.json.damaged").read_bytes().endswith(b"Be")


def test_what_cannot_be_saved_is_told_and_holds(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    path = tmp_path / "presets.json"
    path.mkdir()  # nobody, root included, writes a file there
    desk = PresetDesk(path)
    row = PresetRow(theme, AnswerOptions(), desk)
    qtbot.addWidget(row)
    row.save_as("Kind")
    assert "cannot be saved" in row.problem.text()
    assert not row.problem.isHidden()
    path.rmdir()
    row.save_as("Short")
    assert row.problem.isHidden()
    assert set(presets_file.read(path).named) == {"Kind", "Short"}
