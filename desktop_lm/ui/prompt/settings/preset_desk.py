"""The presets of answers: the program's own and the user's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_lm.storage import presets as presets_file
from desktop_lm.storage.presets import Presets
from desktop_lm.tasks.prompt.answer_settings import PRESETS, AnswerSettings, preset_values


class PresetDesk(QObject):
    """``not_saved`` comes where the disk cannot be read or written: what was changed holds then
    until the program ends."""

    changed = Signal()
    not_saved = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.own = presets_file.read(path)
        self._is_saved = True

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
        values = preset_values(settings)
        self._keep(lambda own: own.with_preset(name, values))

    def delete(self, name: str) -> None:
        """Forget one of the user's."""
        self._keep(lambda own: own.without(name))

    def begin_with(self, key: str) -> None:
        """New conversations begin with this one; "" has them begin as the last one was."""
        self._keep(lambda own: Presets(own.named, key))

    def _keep(self, change: Callable[[Presets], Presets]) -> None:
        """Change what stands in the file now: another window may have written it."""
        there = presets_file.read_before_change(self._path)
        before = there if there is not None and self._is_saved else self.own
        self.own = change(before)
        self._is_saved = there is not None and presets_file.write(self._path, self.own)
        self.changed.emit()
        if not self._is_saved:
            self.not_saved.emit()
