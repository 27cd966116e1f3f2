"""What can be done where a model was not loaded, as buttons beside the sentence that says why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import Code
from desktop_lm.jobs.model_owners import GENERAL, is_purpose
from desktop_lm.models.library.entry import Source
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.models.loaded_models import OWNERS
from desktop_lm.ui.models.memory import memory_words
from desktop_lm.ui.widgets.buttons import literal
from desktop_lm.ui.widgets.signs import Sign

if TYPE_CHECKING:
    from desktop_lm.jobs.events import ModelChanged
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.ui.models.library.shelf import Shelf
    from desktop_lm.ui.models.memory.plans import Plans
    from desktop_lm.ui.window.banner import Action, Banner

_OFFERS = 2


class Refusal(QObject):
    """``offer_taken`` carries a path, a plan that would fit, and the tab it is for ("" for all);
    ``anyway_asked`` a path and the tab, ``other_asked`` those of another model that fits, and
    ``catalogue_asked`` comes where none here does."""

    offer_taken = Signal(str, object, str)
    anyway_asked = Signal(str, str)
    other_asked = Signal(str, str)
    catalogue_asked = Signal()

    def __init__(self, banner: Banner, shelf: Shelf, plans: Plans, parent: QObject) -> None:
        super().__init__(parent)
        self._banner = banner
        self._shelf = shelf
        self._plans = plans

    def show(self, event: ModelChanged) -> None:
        """Say why the model of ``event`` was not loaded."""
        assert event.error is not None
        self._banner.show_error(sentence(event.error), self._ways_on(event, event.error.code))

    def _ways_on(self, event: ModelChanged, code: Code) -> list[Action]:
        path, owner = event.path, event.owner
        if is_purpose(owner):
            return []  # the general model does its work
        actions: list[Action] = []
        if code is Code.MODEL_KILLED_ENGINE:
            actions.append((self.tr("Load anyway"), partial(self.anyway_asked.emit, path, owner)))
        for offer in event.offers[:_OFFERS]:
            words = memory_words.load_words(offer.options)
            actions.append((words, partial(self.offer_taken.emit, path, offer, owner)))
        if owner in (GENERAL, *OWNERS):
            actions.append(self._another(path, owner))
        return actions

    def _another(self, path: str, owner: str) -> Action:
        """The largest other model here that fits; where there is none, what can be fetched."""
        fitting = [entry for entry in self._shelf.entries if self._fits(entry, path)]
        if not fitting:
            return self.tr("See what can be downloaded"), self.catalogue_asked.emit
        best = max(fitting, key=lambda entry: entry.file_bytes)
        words = self.tr("Use {name}").format(name=literal(best.name))
        return words, partial(self.other_asked.emit, best.path, owner)

    def _fits(self, entry: Entry, refused: str) -> bool:
        planned = self._plans.of(entry.path)
        usable = entry.error is None and entry.source is not Source.BUILT_IN
        return (
            usable and entry.path != refused and planned is not None and planned.sign is Sign.GOOD
        )
