"""The user's settings of models and memory: read, changed in the window, written at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_lm.storage import settings as settings_file
from desktop_lm.storage.settings import Settings


class SettingsDesk(QObject):
    """``apply`` is told the settings after each change. ``changed`` follows them, and
    ``not_saved`` comes where the disk cannot be written: they hold until the program ends."""

    changed = Signal()
    not_saved = Signal()

    def __init__(self, path: Path, apply: Callable[[Settings], object]) -> None:
        super().__init__()
        self._path = path
        self._apply = apply
        self._is_saved = True
        self.now = settings_file.read(path)

    def change(self, **values: Any) -> None:
        """Set these. Raises ValueError for numbers that make no sense."""
        self._set(replace(self._newest(), **values))

    def set_task_model(self, owner: str, path: str) -> None:
        """Give the tab ``owner`` a model of its own; "" takes it away."""
        newest = self._newest()
        models = {name: other for name, other in newest.task_models.items() if name != owner}
        if path:
            models[owner] = path
        self._set(replace(newest, task_models=models))

    def _newest(self) -> Settings:
        """Another window may have set some; what cannot be read or saved holds in this one."""
        found = settings_file.read(self._path) if self._is_saved else self.now
        return self.now if found == Settings() else found

    def _set(self, after: Settings) -> None:
        if after == self.now:
            return
        self.now = after
        self._is_saved = settings_file.write(self._path, after)
        if not self._is_saved:
            self.not_saved.emit()
        self._apply(after)
        self.changed.emit()
