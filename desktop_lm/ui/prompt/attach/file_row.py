"""The files that will go with the prompt, above the box."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.attach.attach_words import fate_words
from desktop_lm.ui.prompt.attach.attached_files import AttachedFile, AttachedFiles
from desktop_lm.ui.prompt.attach.file_chip import FileChip
from desktop_lm.ui.widgets.buttons import LinkButton


class FileRow(QWidget):
    """One chip a file. ``fits`` tells whether all of them go in whole, None where that is not
    known; ``small`` whether the model finds more in passages of them."""

    preview_asked = Signal(object)
    summary_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        files: AttachedFiles,
        fits: Callable[[], bool | None],
        small: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._files = files
        self._fits = fits
        self._small = small
        self._chips: dict[AttachedFile, FileChip] = {}
        self._column = spaced(QVBoxLayout(), theme, gap=4)
        self.summary_button = LinkButton(self.tr("Summarise"))
        self.summary_button.setToolTip(
            self.tr("Summarise the files, part by part if they are long")
        )
        self.summary_button.clicked.connect(self.summary_asked)
        self.fate = QLabel()
        self.fate.setProperty("role", "muted")
        below = spaced(QHBoxLayout(), theme, gap=GROUP, margins=(10, 0, 0, 0))
        below.addWidget(self.fate, 1)
        below.addWidget(self.summary_button)
        layout = spaced(QVBoxLayout(self), theme, gap=4, margins=(4, 0, 0, 0))
        layout.addLayout(self._column)
        layout.addLayout(below)
        files.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the files as they are now."""
        for file in [file for file in self._chips if file not in self._files.files]:
            self._drop(self._chips.pop(file))
        for file in self._files.files:
            if file not in self._chips:
                self._chips[file] = self._chip(file)
            self._chips[file].show_state()
        words = fate_words(len(self._chips), fits=self._fits(), small=self._small())
        self.fate.setText(words)
        self.summary_button.setEnabled(bool(self._chips) and not self._files.busy)
        self.setVisible(bool(self._chips))

    def _chip(self, file: AttachedFile) -> FileChip:
        chip = FileChip(self._theme, file)
        chip.preview_asked.connect(self.preview_asked)
        chip.remove_asked.connect(self._files.remove)
        self._column.addWidget(chip)
        return chip

    def _drop(self, chip: FileChip) -> None:
        """Take a chip away; the keyboard goes on to what comes next."""
        focus = QApplication.focusWidget()
        if focus is not None and (focus is chip or chip.isAncestorOf(focus)):
            chip.focusNextChild()
        chip.hide()
        self._column.removeWidget(chip)
        chip.deleteLater()
