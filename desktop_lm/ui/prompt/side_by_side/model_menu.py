"""Which other model is to answer too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop_lm.models.library.entry import Source
from desktop_lm.ui.background import Background

if TYPE_CHECKING:
    from desktop_lm.models.library.entry import Entry


class ModelMenu(QObject):
    """Offers the models on this computer. ``chosen`` carries the path of one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._background = Background(self, threads=1)
        self.menu: QMenu | None = None

    def open_at(self, place: QPoint, asked: str) -> None:
        """Show the menu when the models are known. The one in the file ``asked`` answers
        anyway."""
        from desktop_lm import bootstrap

        self._background.run(
            lambda: bootstrap.build_library().entries(),
            partial(self._show, place, asked),
            topic="models",
        )

    def close(self) -> None:
        """Nothing is offered any more."""
        self._background.close()

    def _show(self, place: QPoint, asked: str, entries: Sequence[Entry]) -> None:
        menu = self.menu = QMenu(self._parent)
        menu.addAction(self.tr("Have this model answer too:")).setEnabled(False)
        for entry in entries:
            if entry.source is Source.BUILT_IN:
                continue  # it answers nothing
            if entry.error is None and entry.path != asked:
                kept = entry.facts.quantisation
                name = f"{entry.name} · {kept}" if kept else entry.name
                action = menu.addAction(name.replace("&", "&&"))
                action.setToolTip(entry.path)
                action.triggered.connect(partial(self._choose, entry.path))
        if len(menu.actions()) <= 1:
            menu.addAction(self.tr("There is no other model on this computer")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(self.tr("Another file…")).triggered.connect(self._ask_for_file)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _choose(self, path: str, _checked: object = None) -> None:
        self.chosen.emit(path)

    def _ask_for_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        path, _ = QFileDialog.getOpenFileName(
            self._parent, self.tr("Open a model"), "", self.tr("Models (*.gguf);;All files (*)")
        )
        if path:
            self.chosen.emit(path)
