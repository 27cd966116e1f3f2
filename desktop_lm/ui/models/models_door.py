"""Opens the window of models, which is made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.models.model_opener import ModelOpener
    from desktop_lm.ui.models.models_window import ModelsWindow


class ModelsDoor(QObject):
    """Knows what the window of models needs, and lets the start go without it.

    ``connecting`` comes before the network is asked for anything.
    """

    connecting = Signal()

    def __init__(self, parent: QWidget, theme: Theme, opener: ModelOpener) -> None:
        super().__init__(parent)
        self._parent = parent
        self._theme = theme
        self._opener = opener
        self._window: ModelsWindow | None = None

    @property
    def window(self) -> ModelsWindow:
        """The window, made on first use."""
        if self._window is None:
            import psutil

            from desktop_lm import bootstrap
            from desktop_lm.ui.models.catalogue_page import Machine
            from desktop_lm.ui.models.models_window import Files, ModelsWindow

            files = Files(
                bootstrap.build_library(), bootstrap.build_downloader(), bootstrap.read_catalogue
            )
            memory = psutil.virtual_memory()
            machine = Machine(memory.total, memory.available)
            self._window = ModelsWindow(self._theme, files, machine, self._parent)
            self._window.use_asked.connect(self._opener.open)
            self._window.downloads.connecting.connect(self.connecting)
        return self._window

    def open(self) -> None:
        """Show the window of models."""
        self.window.open()

    def close(self) -> None:
        """Wait for its work on files."""
        if self._window is not None:
            self._window.close()
            self._window.end()
