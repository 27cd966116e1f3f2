"""The models that can be fetched: the one for this machine first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_lm.ui.look.space import spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.catalogue import download_words
from desktop_lm.ui.models.catalogue.catalogue_details import CatalogueDetails, Offered
from desktop_lm.ui.models.catalogue.downloads import Downloads, State
from desktop_lm.ui.models.library.shelf import Shelf
from desktop_lm.ui.models.memory import fit_words
from desktop_lm.ui.models.memory.plans import sign_of
from desktop_lm.ui.models.model_words import JOINT
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.list_and_details import ListAndDetails
from desktop_lm.ui.widgets.row_list import RowList
from desktop_lm.ui.widgets.row_model import Row
from desktop_lm.ui.widgets.signs import Sign

if TYPE_CHECKING:
    from desktop_lm.models.catalogue import Catalogue, CatalogueModel


class Machine(NamedTuple):
    """Bytes this computer has in all, and those that models may take."""

    total: int
    limit: int


class CataloguePage(QFrame):
    """``show_asked`` carries the path of a model that is here already."""

    show_asked = Signal(str)

    def __init__(
        self, theme: Theme, catalogue: Catalogue, machine: Machine, shelf: Shelf, fetch: Downloads
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._catalogue = catalogue
        self._machine = machine
        self._shelf = shelf
        self._downloads = fetch
        best = catalogue.recommended_for(machine.total)
        others = (model for model in catalogue.models if model.id != best.id)
        self._models = {model.id: model for model in (best, *others)}
        self._best = best.id
        self.list = RowList(theme, self.tr("Models to download"))
        self.list.chosen.connect(self._choose)
        self.list.acted.connect(self._act)
        self.details = CatalogueDetails(theme)
        self.details.download_asked.connect(self._start)
        self.details.pause_asked.connect(lambda: fetch.pause(self.list.key))
        self.details.cancel_asked.connect(lambda: fetch.cancel(self._models[self.list.key]))
        self.details.show_asked.connect(self.show_asked)
        layout = spaced(QVBoxLayout(self), theme, gap=0)
        layout.addWidget(ListAndDetails(theme, self.list, self.details))
        fetch.changed.connect(self._show)
        shelf.changed.connect(self._show)
        fetch.find_unfinished(tuple(self._models.values()))
        self._show()

    def follow_limit(self, limit: int) -> None:
        """Models may take this many bytes from now on."""
        self._machine = self._machine._replace(limit=limit)
        self._show()

    def _show(self) -> None:
        rows = [Row("best", self.tr("For this computer"), heading=True)]
        for model in self._models.values():
            rows.append(self._row(self._offered(model)))
            if model.id == self._best:
                rows.append(Row("others", self.tr("Others"), heading=True))
        self.list.show_rows(rows)
        self._choose(self.list.key)

    def _choose(self, model_id: str) -> None:
        model = self._models.get(model_id)
        self.details.show_model(self._offered(model) if model else None)

    def _act(self, model_id: str) -> None:
        """What the main button would do, where it may."""
        if model_id and self.details.download.isEnabled() and not self.details.download.isHidden():
            self.details.download.click()

    def _start(self) -> None:
        self._downloads.start(self._models[self.list.key])

    def _offered(self, model: CatalogueModel) -> Offered:
        return Offered(
            model,
            self._catalogue.licence_of(model),
            self._fit(model),
            self._downloads.of(model.id),
            self._shelf.path_of(model.id, model.sha256),
        )

    def _row(self, offered: Offered) -> Row:
        model, download = offered.model, offered.download
        state, sign, progress = fit_words.short(offered.fit[0]), offered.fit[0], None
        if offered.path:
            state, sign = self.tr("on this computer"), Sign.GOOD
        elif download is not None:
            state = download_words.in_a_row(download, model.bytes)
            sign = Sign.BAD if download.state is State.FAILED else Sign.NONE
            progress = download.done / model.bytes
        size = numbers.size(model.bytes)
        detail = JOINT.join((offered.licence.name, model.quantisation))
        return Row(model.id, model.name, detail, size, state, sign, progress)

    def _fit(self, model: CatalogueModel) -> tuple[Sign, str]:
        """Whether the weights fit. What the context takes is known once the file is there."""
        words = {
            Sign.GOOD: self.tr("Fits: its weights take {size}, and models may take {limit}."),
            Sign.FAIR: self.tr(
                "Tight: its weights take {size} of the {limit} that models may take; little is "
                "left for the context."
            ),
            Sign.BAD: self.tr(
                "Does not fit: its weights take {size}, and models may take {limit}."
            ),
        }
        limit = self._machine.limit
        sign = sign_of(model.bytes, limit)
        sizes = {"size": numbers.size(model.bytes), "limit": numbers.size(limit)}
        return sign, words[sign].format(**sizes)
