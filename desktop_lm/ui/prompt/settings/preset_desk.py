"""The presets of answers: the program's own and the user's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_lm.storage import presets as presets_file
from desktop_lm.tasks.prompt.answer_settings import PRESETS, AnswerSettings, preset_values


class PresetDesk(QObject):
    """``not_saved`` comes where the disk cannot be written."""

    changed = Signal()
    not_saved = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._is_saved = True
        self.own = presets_file.read(path)

    def built_in(self) -> dict[str, str]:
        """The names of the program's own in the language of the window, by their keys."""
        return {
            "precise": self.tr("Precise"),
            "balanced": self.tr("Balanced"),
            "creative": self.tr("Creative"),
        }

    def values(self, key: str) -> Mapping[str, Any] | None:
        """Of the preset with this key: a built-in one's, or "own:" and the user's name."""
        if key in PRESETS:
            return PRESETS[key]
        return self.own.named.get(key.removeprefix("own:"))

    def fitting(self, settings: AnswerSettings) -> str:
        """The key of a preset that these settings are those of, the user's first; "" for none."""
        now = settings.to_json()
        for key in (*(f"own:{name}" for name in self.own.named), *PRESETS):
            values = self.values(key) or {}
            if values and all(settings.changed({n: v}).to_json() == now for n, v in values.items()):
                return key
        return ""

    def save(self, name: str, settings: AnswerSettings) -> None:
        """Keep these settings as a preset."""
        self._keep(self._newest().with_preset(name, preset_values(settings)))

    def delete(self, name: str) -> None:
        """Forget one of the user's."""
        self._keep(self._newest().without(name))

    def begin_with(self, key: str) -> None:
        """New conversations begin with this one; "" has them begin as the last one was."""
        self._keep(presets_file.Presets(self._newest().named, key))

    def _newest(self) -> presets_file.Presets:
        """Another window may have saved some."""
        return presets_file.read(self._path) if self._is_saved else self.own

    def _keep(self, presets: presets_file.Presets) -> None:
        self.own = presets
        self._is_saved = presets_file.write(self._path, presets)
        if not self._is_saved:
            self.not_saved.emit()
        self.changed.emit()
