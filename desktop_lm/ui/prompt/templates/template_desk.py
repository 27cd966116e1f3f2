"""The templates there are, and what the user does to their own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop_lm import paths
from desktop_lm.storage import own_templates
from desktop_lm.tasks.prompt.templates import Template

translate = QCoreApplication.translate
Read = Callable[[], tuple[Template, ...]]


class TemplateDesk(QObject):
    """``changed`` follows each change."""

    changed = Signal()

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self.templates = read()

    def save(self, name: str, prompt: str, former: str = "") -> bool:
        """Keep a template of the user's, in the place of the one called ``former``. False where
        the disk cannot be read or written."""

        def changed(own: dict[str, str]) -> dict[str, str]:
            return {**_without(own, former), name.strip(): prompt}

        return self._change(changed)

    def delete(self, name: str) -> bool:
        """Forget one of the user's. False where the disk cannot be read or written."""
        return self._change(lambda own: _without(own, name))

    def _change(self, changed: Callable[[dict[str, str]], dict[str, str]]) -> bool:
        is_kept = own_templates.change(paths.templates_file(), changed)
        self.templates = self._read()
        self.changed.emit()
        return is_kept


def _without(own: dict[str, str], name: str) -> dict[str, str]:
    return {key: text for key, text in own.items() if key != name}


def window_language() -> str:
    """The code of the language the window speaks."""
    return translate("Language", "en", "the code of the language of this translation")
