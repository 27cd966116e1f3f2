"""How much memory models may take, for how long, and which model each tab has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.storage.settings import IDLE_MINUTES
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.loaded_models import OWNERS
from desktop_lm.ui.models.model_words import tab_name
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.number_space import NumberSpace

if TYPE_CHECKING:
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.ui.models.memory.plans import Room
    from desktop_lm.ui.models.settings_desk import SettingsDesk

_GIGA = 10**9
_LEAST_GIGA = 0.2
_MOST_MINUTES = 24 * 60


class MemorySettings(QWidget):
    """Each choice holds at once. What the program chooses by itself is the first choice."""

    def __init__(self, theme: Theme, settings: SettingsDesk, total: int) -> None:
        super().__init__()
        self._settings = settings
        self.limited = QCheckBox(self.tr("&At most"))
        self.limit = QDoubleSpinBox()
        self.limit.setRange(_LEAST_GIGA, max(total / _GIGA, 2 * _LEAST_GIGA))
        self.limit.setDecimals(1)
        self.limit.setSingleStep(0.5)
        self.limit.setSuffix(self.tr(" GB"))
        self.limit.setKeyboardTracking(False)
        self.limit.setAccessibleName(self.tr("Memory limit"))
        self._room = QLabel()
        self._room.setProperty("role", "muted")
        self._room.setWordWrap(True)
        self.unloads = QCheckBox(self.tr("&Unload a model not used for"))
        self.minutes = QSpinBox()
        self.minutes.setRange(1, _MOST_MINUTES)
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.setKeyboardTracking(False)
        self.minutes.setAccessibleName(self.tr("Minutes until a model is unloaded"))
        for box in (self.limit, self.minutes):
            NumberSpace(box, theme)
        self.tabs = {owner: QComboBox() for owner in OWNERS}
        self._lay_out(theme)
        self._connect()
        self._show()

    def show_room(self, room: Room) -> None:
        """What models may take now, and what is free."""
        words = (
            self.tr("All models together may take {limit}; {free} are free now.")
            if self._settings.now.memory_limit_bytes
            else self.tr(
                "All models together may take {limit}: the {free} that are free now, less a "
                "reserve for everything else."
            )
        )
        self._room.setText(
            words.format(limit=numbers.size(room.limit), free=numbers.size(room.free))
        )
        if not self._settings.now.memory_limit_bytes:
            self.limit.blockSignals(True)
            self.limit.setValue(room.limit / _GIGA)
            self.limit.blockSignals(False)

    def show_models(self, entries: tuple[Entry, ...]) -> None:
        """The models that can be chosen for a tab."""
        for owner, box in self.tabs.items():
            chosen = self._settings.now.task_models.get(owner, "")
            box.clear()
            box.addItem(self.tr("The general model"), "")
            for entry in entries:
                if entry.error is None or entry.path == chosen:
                    box.addItem(entry.name, entry.path)
            if chosen and box.findData(chosen) < 0:
                box.addItem(numbers.file_name(chosen), chosen)
            box.setCurrentIndex(max(box.findData(chosen), 0))

    def _connect(self) -> None:
        self.limited.clicked.connect(self._set_limit)
        self.limit.valueChanged.connect(self._set_limit)
        self.unloads.clicked.connect(self._set_minutes)
        self.minutes.valueChanged.connect(self._set_minutes)
        for owner, box in self.tabs.items():
            box.activated.connect(partial(self._set_model, owner))
        self._settings.changed.connect(self._show)

    def _show(self) -> None:
        now = self._settings.now
        self.limited.setChecked(now.memory_limit_bytes is not None)
        self.limit.setEnabled(now.memory_limit_bytes is not None)
        self.unloads.setChecked(now.idle_minutes is not None)
        self.minutes.setEnabled(now.idle_minutes is not None)
        for box in (self.limit, self.minutes):
            box.blockSignals(True)
        if now.memory_limit_bytes:
            self.limit.setValue(now.memory_limit_bytes / _GIGA)
        self.minutes.setValue(round(now.idle_minutes or IDLE_MINUTES))
        for box in (self.limit, self.minutes):
            box.blockSignals(False)
        for owner, chooser in self.tabs.items():
            chooser.setCurrentIndex(max(chooser.findData(now.task_models.get(owner, "")), 0))

    def _set_limit(self) -> None:
        limit = round(self.limit.value() * _GIGA) if self.limited.isChecked() else None
        self._settings.change(memory_limit_bytes=limit)

    def _set_minutes(self) -> None:
        minutes = float(self.minutes.value()) if self.unloads.isChecked() else None
        self._settings.change(idle_minutes=minutes)

    def _set_model(self, owner: str) -> None:
        self._settings.set_task_model(owner, self.tabs[owner].currentData())

    def _lay_out(self, theme: Theme) -> None:
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP)
        for title, rows in (
            (self.tr("How much"), (self._room, _line(theme, self.limited, self.limit))),
            (self.tr("How long"), (_line(theme, self.unloads, self.minutes),)),
        ):
            layout.addWidget(_title(title))
            for row in rows:
                layout.addWidget(row)
            layout.addSpacing(theme.px(GROUP))
        layout.addWidget(_title(self.tr("A model for each tab")))
        form = spaced(QFormLayout(), theme, gap=GROUP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for owner, box in self.tabs.items():
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            form.addRow(tab_name(owner), box)
        layout.addLayout(form)


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    return label


def _line(theme: Theme, *widgets: QWidget) -> QWidget:
    line = QWidget()
    layout = spaced(QHBoxLayout(line), theme, gap=GROUP)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return line
