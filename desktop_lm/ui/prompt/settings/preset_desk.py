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
    """``not_saved`` comes where the disk cannot be written: what was changed holds until the
    program ends, and is written with the next change that can be."""

    changed = Signal()
    not_saved = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.own = presets_file.read(path)
        self._unsaved: list[Callable[[Presets], Presets]] = []

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

    def fitting(self, settings: AnswerSettings, chosen: str = "") -> str:
        """The key of a preset that these settings are those of, the one that was ``chosen`` and
        the user's first; "" for none."""
        now = settings.to_json()
        for key in (chosen, *(f"own:{name}" for name in self.own.named), *PRESETS):
            values = self.values(key) or {}
            if values and all(settings.changed({n: v}).to_json() == now for n, v in values.items()):
                return key
        return ""

    def renew(self) -> None:
        """See which there are by now: another window may have saved some."""
        self.own = self._with_unsaved(presets_file.read(self._path))
        self.changed.emit()

    def save(self, name: str, settings: AnswerSettings) -> None:
        """Keep these settings as a preset."""
        values = preset_values(settings)
        self._keep(lambda present: present.with_preset(name, values))

    def delete(self, name: str) -> None:
        """Forget one of the user's."""
        self._keep(lambda present: present.without(name))

    def begin_with(self, key: str) -> None:
        """New conversations begin with this one; "" has them begin as the last one was."""
        self._keep(lambda present: Presets(present.named, key))

    def _keep(self, change: Callable[[Presets], Presets]) -> None:
        self._unsaved.append(change)
        kept = presets_file.update(self._path, self._with_unsaved)
        if kept is not None:
            self._unsaved.clear()
        self.own = kept or change(self.own)
        self.changed.emit()
        if kept is None:
            self.not_saved.emit()

    def _with_unsaved(self, presets: Presets) -> Presets:
        for change in self._unsaved:
            presets = change(presets)
        return presets
