"""The memory a model would take, before it is loaded, and what it took, after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.memory import memory_words
from desktop_lm.ui.models.memory.load_choosers import LoadChoosers
from desktop_lm.ui.models.memory.measured_table import MeasuredTable
from desktop_lm.ui.widgets.buttons import LinkButton
from desktop_lm.ui.widgets.flow import Flow
from desktop_lm.ui.widgets.memory_bar import Mark, MemoryBar
from desktop_lm.ui.widgets.memory_legend import Legend
from desktop_lm.ui.widgets.signs import SignLabel

if TYPE_CHECKING:
    from desktop_lm.jobs.events import LoadPlan
    from desktop_lm.storage.memory_record import Comparison
    from desktop_lm.ui.models.loaded_models import LoadedModel
    from desktop_lm.ui.models.memory.plans import Planned
    from desktop_lm.ui.models.settings_desk import SettingsDesk


class MemoryBox(QWidget):
    """``offer_taken`` carries a plan that would fit, chosen in place of one that does not."""

    offer_taken = Signal(object)

    def __init__(self, theme: Theme, settings: SettingsDesk) -> None:
        super().__init__()
        self._theme = theme
        self._planned: Planned | None = None
        title = QLabel(self.tr("Memory"))
        title.setProperty("role", "title")
        self.verdict = SignLabel(theme)
        self.bar = MemoryBar(theme, self.tr("Memory this model would take"))
        self._legend = Legend(theme)
        self._offers = Flow(theme, GROUP)
        self.choosers = LoadChoosers(theme, settings)
        self.measured = MeasuredTable(theme)
        self.measure = LinkButton(self.tr("Measure it"))
        self.measure.setToolTip(
            self.tr("Load it once more, fill its whole context, and see what that takes")
        )
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP)
        for widget in (title, self.verdict):
            layout.addWidget(widget)
        layout.addWidget(self._offers)
        for part in (self.bar, self._legend, self.choosers, self.measured):
            layout.addWidget(part)
        last = spaced(QHBoxLayout(), theme, gap=0)
        last.addWidget(self.measure)
        last.addStretch(1)
        layout.addLayout(last)
        self.hide()

    def show_plan(
        self,
        planned: Planned | None,
        loaded: LoadedModel | None,
        comparison: Comparison | None,
        program: int,
    ) -> None:
        """Show what this would take, and what it took; nothing where no plan is known.
        ``program`` is the bytes of the window's own process."""
        self.setVisible(planned is not None)
        if planned is None:
            return
        changed, self._planned = planned != self._planned, planned
        if changed:
            self.verdict.show_sign(*memory_words.verdict(planned))
            self.choosers.show_plan(planned)
            self._show_offers(planned)
        parts = memory_words.parts_of(planned.plan.parts, program=program)
        # The window's memory is taken already: what is free begins after it.
        marks = [
            Mark(self.tr("Limit"), planned.room.limit, planned.room.limit + program),
            Mark(self.tr("Free"), planned.room.free, planned.room.free + program),
        ]
        self.bar.show_parts(parts, marks)
        self._legend.show_parts(parts)
        self.measured.show_figures(comparison, loaded)

    def _show_offers(self, planned: Planned) -> None:
        self._offers.clear()
        self._offers.setVisible(bool(planned.offers))
        for offer in planned.offers:
            words = memory_words.offer_words(offer.options, planned.plan.options)
            button = LinkButton(self.tr("Take a {change}").format(change=words))
            button.clicked.connect(lambda _=False, offer=offer: self._take(offer))
            self._offers.add(button)

    def _take(self, offer: LoadPlan) -> None:
        self.offer_taken.emit(offer)
