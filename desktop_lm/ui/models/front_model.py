"""The model of the tab in front: what the button at the top and the status line speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_lm.jobs.events import ModelChanged
from desktop_lm.jobs.model_owners import GENERAL

if TYPE_CHECKING:
    from desktop_lm.jobs.events import Event
    from desktop_lm.ui.models.model_button import ModelButton
    from desktop_lm.ui.models.tab_models import TabModels
    from desktop_lm.ui.window.status_line import StatusLine
    from desktop_lm.ui.window.tab_page import TabPage


class FrontModel:
    """``page`` gives the tab in front. Which model a tab uses may change with what is chosen in
    it, such as the languages of a translation."""

    def __init__(
        self,
        models: TabModels,
        page: Callable[[], TabPage],
        button: ModelButton,
        line: StatusLine,
    ) -> None:
        self._models = models
        self._page = page
        self._button = button
        self._line = line
        self._used = ""  # the file of the model that is spoken of

    @property
    def opens_for(self) -> str:
        """For whom a model is opened from this tab: for it alone where it has one of its own, else
        for all."""
        page = self._page()
        used = self._models.used_by(page.model_owner)
        return page.jobs.owner if used != self._models.used_by(GENERAL) else GENERAL

    def show(self) -> None:
        """Speak of the model that the tab in front uses."""
        page = self._page()
        self._used = self._models.used_by(page.model_owner)
        known = self._models.last(page.model_owner)
        self._line.show_for(page.jobs.owner, known)
        self._offer_built_in(page)
        for event in known:
            if isinstance(event, ModelChanged):
                self._button.follow(event)

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events."""
        page = self._page()
        mine = self._models.of(page.model_owner, events)
        if self._models.used_by(page.model_owner) != self._used:
            self.show()  # another was chosen, which may not be in memory
        for event in mine:
            if isinstance(event, ModelChanged):
                self._button.follow(event)
        self._offer_built_in(page)
        self._line.follow(mine)

    def _offer_built_in(self, page: TabPage) -> None:
        """Where the tab has a model of its own in place of one that the program brings, the button
        leads back."""
        brought, own = page.model_owner, page.jobs.owner
        replaced = brought != own and self._models.own(brought) and self._models.own(own)
        self._button.offers_built_in = bool(replaced)
