"""Settings that more than one window changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_lm.storage import settings as settings_file
from desktop_lm.storage.settings import Settings
from desktop_lm.ui.models.settings_desk import SettingsDesk


@pytest.fixture
def desks(qapp: QApplication, tmp_path: Path) -> tuple[SettingsDesk, SettingsDesk]:
    path = tmp_path / "settings.json"
    return SettingsDesk(path, lambda _: None), SettingsDesk(path, lambda _: None)


def test_one_window_takes_nothing_of_anothers_back(
    desks: tuple[SettingsDesk, SettingsDesk], tmp_path: Path
) -> None:
    first, second = desks
    first.change(memory_limit_bytes=10**9)
    first.set_task_model("prompt", "a.gguf")
    second.set_task_model("sentiment", "b.gguf")
    second.change(idle_minutes=None)

    models = {"prompt": "a.gguf", "sentiment": "b.gguf"}
    wanted = Settings(memory_limit_bytes=10**9, idle_minutes=None, task_models=models)
    assert second.now == settings_file.read(tmp_path / "settings.json") == wanted


@pytest.mark.parametrize("content", [None, b"", b"[]"])
def test_a_file_that_went_or_was_damaged_changes_no_setting(
    desks: tuple[SettingsDesk, SettingsDesk], tmp_path: Path, content: bytes | None
) -> None:
    desk, path = desks[0], tmp_path / "settings.json"
    desk.change(context=1024)
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    desk.change(full_logits=True)

    assert settings_file.read(path) == Settings(context=1024, full_logits=True)


def test_what_could_not_be_written_holds(
    desks: tuple[SettingsDesk, SettingsDesk], tmp_path: Path
) -> None:
    desk, path = desks[0], tmp_path / "settings.json"
    desk.change(idle_minutes=5.0)
    path.unlink()
    path.mkdir()
    desk.change(context=1024)
    path.rmdir()
    settings_file.write(path, Settings(idle_minutes=5.0))

    desk.change(full_logits=True)

    assert desk.now == Settings(idle_minutes=5.0, context=1024, full_logits=True)
