"""What is set in one window stays when something else is set in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm.storage import presets, settings
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.answer_settings import AnswerSettings
from desktop_lm.ui.models.settings_desk import SettingsDesk
from desktop_lm.ui.prompt.settings.preset_desk import PresetDesk


def test_presets_of_two_windows_are_all_kept(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "presets.json"
    one, other = PresetDesk(path), PresetDesk(path)
    one.save("Mine", AnswerSettings())
    one.begin_with("own:Mine")
    other.save("Ours", AnswerSettings())
    assert sorted(other.own.named) == ["Mine", "Ours"]
    one.delete("Mine")
    other.begin_with("precise")
    found = presets.read(path)
    assert (list(found.named), found.first) == (["Ours"], "precise")


def test_presets_stay_in_a_window_that_cannot_save_them(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk = PresetDesk(tmp_path / "file" / "presets.json")
    told: list[bool] = []
    desk.not_saved.connect(lambda: told.append(True))
    desk.save("Mine", AnswerSettings())
    desk.save("Ours", AnswerSettings())
    assert sorted(desk.own.named) == ["Mine", "Ours"]
    assert told == [True, True]


def test_settings_of_two_windows_are_all_kept(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    applied: list[Settings] = []
    one, other = SettingsDesk(path, applied.append), SettingsDesk(path, applied.append)
    one.change(memory_limit_bytes=4 << 30)
    one.set_task_model("prompt", "a.gguf")
    other.set_task_model("translation", "b.gguf")
    wanted = Settings(
        memory_limit_bytes=4 << 30, task_models={"prompt": "a.gguf", "translation": "b.gguf"}
    )
    assert other.now == applied[-1] == settings.read(path) == wanted


@pytest.mark.parametrize("content", [None, "{"])
def test_settings_hold_in_a_window_whose_file_is_gone_or_damaged(
    qapp: object, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "settings.json"
    desk = SettingsDesk(path, lambda _settings: None)
    desk.change(context=2048)
    path.unlink()
    if content is not None:
        path.write_text(content)
    desk.change(mapped=False)
    assert settings.read(path) == Settings(context=2048, mapped=False)
