"""The models on this computer: the list, and the details of the one chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QStackedWidget

from desktop_lm.models.library.entry import Source
from desktop_lm.ui.job_desk import TRANSLATION
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models import model_words
from desktop_lm.ui.models.library.model_details import ModelDetails, Shown
from desktop_lm.ui.models.library.offer_details import OfferDetails
from desktop_lm.ui.models.memory import fit_words
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.invitation import Invitation
from desktop_lm.ui.widgets.list_and_details import ListAndDetails
from desktop_lm.ui.widgets.row_list import RowList
from desktop_lm.ui.widgets.row_model import Row
from desktop_lm.ui.widgets.signs import Sign

if TYPE_CHECKING:
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.ui.models.library.chores import Chores
    from desktop_lm.ui.models.library.shelf import Shelf
    from desktop_lm.ui.models.loaded_models import LoadedModels
    from desktop_lm.ui.models.memory.measurements import Measurements
    from desktop_lm.ui.models.memory.plans import Plans
    from desktop_lm.ui.models.settings_desk import SettingsDesk


class Known(NamedTuple):
    """All that is known of models on this computer."""

    shelf: Shelf
    chores: Chores
    plans: Plans
    loaded: LoadedModels
    measurements: Measurements
    settings: SettingsDesk


class LibraryPage(QFrame):
    """``use_asked`` carries the path of the model to load."""

    use_asked = Signal(str)
    add_asked = Signal()
    download_asked = Signal()

    def __init__(self, theme: Theme, known: Known) -> None:
        super().__init__()
        self.setObjectName("page")
        self._known = known
        self._program = 0
        self.list = RowList(theme, self.tr("Models on this computer"))
        self.details = ModelDetails(theme, known.settings)
        self.offer = OfferDetails(theme)
        self.offer.add_asked.connect(lambda: self._act(self.list.key))
        self._empty = Invitation(
            theme,
            self.tr("There is no model on this computer yet."),
            [self.tr("Add a file…"), self.tr("See what can be downloaded")],
        )
        self._empty.chosen.connect(self._begin)
        self._right = QStackedWidget()
        for widget in (self.details, self.offer, self._empty):
            self._right.addWidget(widget)
        self.add = QuietButton(
            theme, "", self.tr("&Add a file…"), self.tr("A GGUF file; it stays where it lies")
        )
        self.add.clicked.connect(self.add_asked)
        layout = QStackedLayout(self)
        layout.addWidget(ListAndDetails(theme, self.list, self._right, (self.add,)))
        self.list.chosen.connect(self._choose)
        self.list.acted.connect(self._act)
        self.details.use_asked.connect(lambda: self._act(self.list.key))
        self.details.stop_asked.connect(known.chores.stop)
        known.shelf.changed.connect(self._shelf_changed)
        known.plans.changed.connect(self.refresh)
        known.chores.changed.connect(self.refresh)
        known.settings.changed.connect(self.refresh)

    @property
    def entry(self) -> Entry | None:
        """The model one is on."""
        return self._known.shelf.entry(self.list.key)

    def follow_memory(self, program: int) -> None:
        """The window's process takes ``program`` bytes; engines may take others than before."""
        self._program = program
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        shelf = self._known.shelf
        rows = [self._row(entry) for entry in shelf.entries]
        if shelf.elsewhere:
            rows.append(Row("elsewhere", self.tr("Kept by other programs"), heading=True))
        rows += [
            Row(offer.path, offer.name, offer.program, numbers.size(offer.file_bytes))
            for offer in shelf.elsewhere
        ]
        self.list.show_rows(rows)
        self._choose(self.list.key)

    def _begin(self, way: str) -> None:
        """The way out of an empty list that was chosen."""
        (self.add_asked if way == self.tr("Add a file…") else self.download_asked).emit()

    def _shelf_changed(self) -> None:
        entries = self._known.shelf.entries
        self._known.plans.want([entry.path for entry in entries if entry.error is None])
        self.refresh()

    def _row(self, entry: Entry) -> Row:
        planned, chore = self._known.plans.of(entry.path), self._known.chores.now
        sign = planned.sign if planned else Sign.NONE
        state = fit_words.short(sign)
        if entry.error is not None:
            sign, state = Sign.BAD, self.tr("cannot be used")
        elif (loaded := self._known.loaded.of(entry.path)) is not None:
            state = self.tr("loaded") if loaded.info else self.tr("loading")
        return Row(
            key=entry.path,
            title=entry.name,
            detail=model_words.row_detail(entry),
            figure=numbers.size(planned.plan.parts.total) if planned else "",
            state=state,
            sign=sign,
            progress=chore.share if chore and chore.path == entry.path else None,
        )

    def _choose(self, path: str) -> None:
        entry = self._known.shelf.entry(path)
        if entry is not None and self.isVisible():
            self._known.plans.refine(path)
        offer = None if entry else self._known.shelf.offer(path)
        self.details.show_model(self._shown(entry) if entry else None)
        if offer is not None:
            self.offer.show_offer(offer)
            self._right.setCurrentWidget(self.offer)
        elif self._known.shelf.known and not self.list.rows:
            self._right.setCurrentWidget(self._empty)
        else:
            self._right.setCurrentWidget(self.details)

    def _shown(self, entry: Entry) -> Shown:
        known, path = self._known, entry.path
        planned, chore = known.plans.of(path), known.chores.now
        return Shown(
            entry,
            planned,
            known.loaded.of(path),
            known.loaded.users_of(path),
            chore if chore and chore.path == path else None,
            known.measurements.of(entry, planned.plan) if planned else None,
            self._program,
            known.shelf.can_copy(entry),
        )

    def _act(self, path: str) -> None:
        entry = self._known.shelf.entry(path)
        if entry is not None and entry.error is None:
            if entry.source is Source.BUILT_IN:  # it does nothing else
                self._known.settings.set_task_model(TRANSLATION, "")
            else:
                self.use_asked.emit(path)
        elif self._known.shelf.offer(path) is not None:
            self._known.shelf.add([path])
