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
    """``changed`` follows whatever is done to them."""

    changed = Signal()

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self.templates = read()

    def renew(self) -> None:
        """See which there are by now: another window may have made some."""
        self.templates = self._read()
        self.changed.emit()

    def save(self, name: str, prompt: str, former: str = "") -> bool:
        """Keep a template of the user's, in the place of the one called ``former``. False where
        the disk cannot be written."""
        return self._keep(lambda own: {**_without(own, former), name.strip(): prompt})

    def delete(self, name: str) -> bool:
        """Forget one of the user's. False where the disk cannot be written."""
        return self._keep(lambda own: _without(own, name))

    def _keep(self, change: Callable[[dict[str, str]], dict[str, str]]) -> bool:
        is_kept = own_templates.update(paths.templates_file(), change)
        self.renew()
        return is_kept


def _without(own: dict[str, str], name: str) -> dict[str, str]:
    return {key: text for key, text in own.items() if key != name}


def window_language() -> str:
    """The code of the language the window speaks."""
    return translate("Language", "en", "the code of the language of this translation")
