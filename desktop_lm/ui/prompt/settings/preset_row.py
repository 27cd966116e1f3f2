"""Chooses, saves and deletes presets."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.storage.presets import kept_name
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.prompt.settings.preset_desk import PresetDesk
from desktop_lm.ui.widgets.buttons import QuietButton


class PresetRow(QWidget):
    """What is chosen holds at once."""

    def __init__(self, theme: Theme, options: AnswerOptions, presets: PresetDesk) -> None:
        super().__init__()
        self._options = options
        self._presets = presets
        self._chosen = ""  # of several with the same values
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(self.tr("Preset"))
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.save = QuietButton(theme, "", self.tr("&Save as…"), self.tr("Keep these settings"))
        self.delete = QuietButton(theme, "", self.tr("&Delete"), self.tr("Forget this preset"))
        self.begins = QCheckBox(self.tr("New conversations &begin with it"))
        self.problem = QLabel(
            self.tr(
                "This cannot be saved: the disk is full or locked. It is kept as long as this "
                "window is open."
            )
        )
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "muted")
        self.problem.hide()
        line = spaced(QHBoxLayout(), theme, gap=GROUP)
        for widget in (self.chooser, self.save, self.delete):
            line.addWidget(widget)
        line.addStretch(1)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP)
        layout.addLayout(line)
        layout.addWidget(self.begins)
        layout.addWidget(self.problem)
        self.chooser.activated.connect(self._choose)
        self.save.clicked.connect(self._ask_name)
        self.delete.clicked.connect(self._delete)
        self.begins.clicked.connect(self._begin_with)
        options.changed.connect(self._show)
        presets.changed.connect(self._show)
        presets.changed.connect(self.problem.hide)
        presets.not_saved.connect(self.problem.show)
        self._show()

    def save_as(self, name: str) -> None:
        """Keep the present settings under ``name``; one is asked before they take the place of
        others."""
        self._presets.renew()
        name = kept_name(name)
        if name and (name not in self._presets.own.named or self._may_replace(name)):
            self._chosen = f"own:{name}"
            self._presets.save(name, self._options.settings)

    def _show(self) -> None:
        present = self._presets.fitting(self._options.settings, self._chosen)
        self.chooser.clear()
        if not present:
            self.chooser.addItem(self.tr("Your own values"), "")
        for key, name in self._presets.built_in().items():
            self.chooser.addItem(name, key)
        for name in sorted(self._presets.own.named, key=str.casefold):
            self.chooser.addItem(name, f"own:{name}")
        self.chooser.setCurrentIndex(max(self.chooser.findData(present), 0))
        self.delete.setEnabled(present.startswith("own:"))
        self.begins.setEnabled(bool(present))
        self.begins.setChecked(bool(present) and self._presets.own.first == present)

    def _choose(self) -> None:
        key = self._chosen = self.chooser.currentData()
        if values := self._presets.values(key):
            self._options.change(**values)
        self._show()

    def _may_replace(self, name: str) -> bool:
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Save as"))
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(self.tr("There is a preset called “{name}”. Replace it?").format(name=name))
        replacing = box.addButton(self.tr("&Replace"), QMessageBox.ButtonRole.AcceptRole)
        leaving = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(leaving)
        box.setEscapeButton(leaving)
        box.exec()
        box.deleteLater()
        return box.clickedButton() is replacing

    def _ask_name(self) -> None:
        name, ok = QInputDialog.getText(self, self.tr("Save as"), self.tr("Name of the preset"))
        if ok:
            self.save_as(name)

    def _delete(self) -> None:
        self._presets.delete(self.chooser.currentData().removeprefix("own:"))

    def _begin_with(self) -> None:
        self._presets.begin_with(self.chooser.currentData() if self.begins.isChecked() else "")
