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
    """``not_saved`` comes where the disk cannot be written."""

    changed = Signal()
    not_saved = Signal()

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self.templates = read()

    def save(self, name: str, prompt: str, former: str = "") -> bool:
        """Keep a template of the user's, in the place of the one called ``former``. False where
        the disk cannot be written."""
        own = {key: text for key, text in self._own().items() if key != former}
        return self._keep({**own, name.strip(): prompt})

    def delete(self, name: str) -> None:
        """Forget one of the user's."""
        self._keep({key: text for key, text in self._own().items() if key != name})

    def _own(self) -> dict[str, str]:
        return own_templates.read(paths.templates_file())

    def _keep(self, own: dict[str, str]) -> bool:
        is_kept = own_templates.write(paths.templates_file(), own)
        if not is_kept:
            self.not_saved.emit()
        self.templates = self._read()
        self.changed.emit()
        return is_kept


def window_language() -> str:
    """The code of the language the window speaks."""
    return translate("Language", "en", "the code of the language of this translation")
