"""The pages of the tabs, each made when it is first needed.

When the window comes, only the page one looks at is there. The others are made in idle turns
after that (:meth:`Pages.make_rest`), or at once where somebody asks for one sooner: by its tab,
by its keys, from the code. Until then a page's draft is kept as it was read, and what is known of
the model waits for it. A page that was not made has no jobs, so there are no other events for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_lm.jobs.events import Event
from desktop_lm.jobs.model_owners import GENERAL
from desktop_lm.ui.models.tab_models import TabModels
from desktop_lm.ui.window.tab_order import chain_of, line_up
from desktop_lm.ui.window.tab_page import TabPage


class Pages(QObject):
    """``makers`` make the pages by their owners; ``connect`` is called with each new one, its
    draft already in it. ``models`` know which model a page is to hear of. ``places`` are the
    widgets for the tabs, in the same order."""

    def __init__(
        self,
        makers: Mapping[str, Callable[[], TabPage]],
        connect: Callable[[TabPage], None],
        models: TabModels,
    ) -> None:
        super().__init__()
        self._makers = makers
        self._connect = connect
        self._made: dict[str, TabPage] = {}
        self._drafts: dict[str, dict[str, Any]] = {}
        self._models = models
        self.owners = tuple(makers)
        self.places = tuple(_Place() for _ in makers)

    def page(self, owner: str) -> TabPage:
        """The page of ``owner``, made on first use."""
        return self._made.get(owner) or self._make(owner)

    def make_rest(self) -> None:
        """Make what was not made yet, one page in an idle turn."""
        missing = [owner for owner in self.owners if owner not in self._made]
        if missing:
            self.page(missing[0])
            QTimer.singleShot(0, self, self.make_rest)

    def follow(self, events: list[Event]) -> None:
        """Hand a batch of events to the pages."""
        for page in self._made.values():
            page.follow(self._models.of(page.model_owner, events))
            self.tell_model(page)

    def tell_model(self, page: TabPage) -> None:
        """Tell a page which model it uses, if one was chosen."""
        if path := self._models.used_by(page.model_owner):
            page.uses(path, self._models.used_by(GENERAL))

    def begin(self, drafts: Mapping[str, Any], first: int) -> None:
        """Make the page that comes ``first``, if there is one of that number. ``drafts`` are
        brought back with their pages."""
        self._drafts = {
            owner: draft for owner in self.owners if isinstance(draft := drafts.get(owner), dict)
        }
        if 0 <= first < len(self.owners):
            self.page(self.owners[first])

    def snapshot(self) -> dict[str, Any]:
        """What to remember of all pages, by owner."""
        return {
            **self._drafts,
            **{owner: page.snapshot() for owner, page in self._made.items()},
        }

    def shut(self) -> None:
        """The window closes."""
        for page in self._made.values():
            page.shut()

    def _make(self, owner: str) -> TabPage:
        page = self._makers[owner]()
        self.places[self.owners.index(owner)].hold(page)
        self._made[owner] = page
        if draft := self._drafts.pop(owner, None):
            page.restore(draft)
        if known := self._models.last(page.model_owner):
            page.follow(known)
        self.tell_model(page)
        self._connect(page)
        return page


class _Place(QWidget):
    """What a tab shows: nothing, until its page is there."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def hold(self, page: QWidget) -> None:
        """Be filled by ``page``."""
        is_late = self.parent() is not None
        chain = chain_of(page) if is_late else []
        self._layout.addWidget(page)
        if is_late:
            line_up(self, chain)
            page.show()  # by itself, a layout would do so in the next turn of the event loop
