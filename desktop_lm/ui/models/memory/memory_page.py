"""Where memory goes: the picture of one model, its savings, and the limits of all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QStackedLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models import model_words
from desktop_lm.ui.models.library.chores import Kind
from desktop_lm.ui.models.memory import savings
from desktop_lm.ui.models.memory.measured_table import MeasuredTable
from desktop_lm.ui.models.memory.memory_picture import MemoryPicture
from desktop_lm.ui.models.memory.memory_settings import MemorySettings
from desktop_lm.ui.widgets.buttons import LinkButton
from desktop_lm.ui.widgets.scroll_column import ScrollColumn

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from desktop_lm.jobs.events import LoadPlan
    from desktop_lm.ui.background import Background
    from desktop_lm.ui.models.library.library_page import Known
    from desktop_lm.ui.models.memory.plans import Planner
    from desktop_lm.ui.models.memory.savings import Picture

_TOPIC = "picture"
_GAP = 24


class MemoryPage(QFrame):
    """About the model that is loaded, until another is chosen. ``measure_asked`` carries the path
    of the model to measure."""

    measure_asked = Signal(str)

    def __init__(
        self, theme: Theme, known: Known, planner: Planner, background: Background, total: int
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._known = known
        self._planner = planner
        self._background = background
        self._picture_of = ""
        self.model = QComboBox()
        self.model.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.model.setAccessibleName(self.tr("Model"))
        self.model.activated.connect(self.refresh)
        self.picture = MemoryPicture(theme, known.settings)
        self.measured = MeasuredTable(theme)
        self.measure = LinkButton("")
        self.measure.setToolTip(
            self.tr("Load it once more, fill its whole context, and see what that takes")
        )
        self.measure.clicked.connect(
            lambda: self.measure_asked.emit(self.model.currentData() or "")
        )
        self.settings = MemorySettings(theme, known.settings, total)
        column = ScrollColumn(theme, gap=_GAP)
        chooser = QWidget()
        line = spaced(QHBoxLayout(chooser), theme, gap=GROUP)
        label = QLabel(self.tr("The memory of"))
        label.setBuddy(self.model)
        for widget in (label, self.model):
            line.addWidget(widget)
        line.addStretch(1)
        foot = QWidget()
        under = spaced(QHBoxLayout(foot), theme, gap=0)
        under.addWidget(self.measure)
        under.addStretch(1)
        for part in (chooser, self.picture, self.measured, foot, self.settings):
            column.add(part)
        layout = QStackedLayout(self)
        layout.addWidget(column)
        known.shelf.changed.connect(self._fill)
        for changed in (known.settings.changed, known.plans.changed):
            changed.connect(self.refresh)
        known.chores.changed.connect(self._show_measured)
        self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Work out what was not needed before."""
        super().showEvent(event)
        self.refresh()

    def follow_memory(self) -> None:
        """Engines take other memory than before."""
        self.settings.show_room(self._planner.room(self._known.settings.now))
        self._show_measured()

    def refresh(self) -> None:
        """Draw the picture as things are now."""
        path = self.model.currentData() or ""
        if not self.isVisible():
            return
        self.follow_memory()
        if not path:
            self.picture.show_picture(None, "", self._measured_bytes)
            return
        self._background.run(
            partial(savings.picture, self._planner, path, self._known.settings.now),
            self._show,
            lambda _: self.picture.show_picture(None, "", self._measured_bytes),
            topic=_TOPIC,
        )

    def _show_measured(self) -> None:
        known, path = self._known, self.model.currentData() or ""
        entry, planned, chore = known.shelf.entry(path), known.plans.of(path), known.chores.now
        comparison = known.measurements.of(entry, planned.plan) if entry and planned else None
        self.measured.show_figures(comparison, known.loaded.of(path))
        measuring = chore is not None and chore.kind is Kind.MEASURE
        words = model_words.chore(chore) if chore and measuring else self.tr("Measure it now")
        self.measure.setText(words)
        self.measure.setEnabled(planned is not None and planned.can_be_loaded and chore is None)

    def _show(self, picture: Picture) -> None:
        self.picture.show_picture(picture, self.model.currentText(), self._measured_bytes)

    def _measured_bytes(self, plan: LoadPlan) -> int:
        entry = self._known.shelf.entry(self.model.currentData() or "")
        if entry is None:
            return 0
        found = self._known.measurements.of(entry, plan)
        return found.measured.total if found else 0

    def _fill(self) -> None:
        entries = [entry for entry in self._known.shelf.entries if entry.error is None]
        loaded = [entry.path for entry in entries if self._known.loaded.of(entry.path)]
        chosen = self.model.currentData() or (loaded[0] if loaded else "")
        self.model.clear()
        for entry in entries:
            self.model.addItem(entry.name, entry.path)
        self.model.setCurrentIndex(max(self.model.findData(chosen), 0) if entries else -1)
        self.settings.show_models(self._known.shelf.entries)
        self.refresh()
