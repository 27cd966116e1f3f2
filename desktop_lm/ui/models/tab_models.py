"""Which model each tab uses, and what was told of it last: a tab hears of its own model only."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_lm.jobs.events import EngineMemory, Event, ModelChanged, ModelChosen, ModelState
from desktop_lm.jobs.model_owners import path_used_by


class TabModels:
    """Follows all events and sorts those about models by the tabs they concern."""

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}  # paths by owner
        self._told: dict[str, ModelChanged] = {}  # by path
        self._measured: dict[str, EngineMemory] = {}

    def follow(self, events: Iterable[Event]) -> None:
        """Take in a batch of events."""
        for event in events:
            if isinstance(event, ModelChosen):
                self._chosen[event.owner] = event.path
            elif isinstance(event, ModelChanged):
                self._told[event.path] = event
                if event.info is None:
                    self._measured.pop(event.path, None)
            elif isinstance(event, EngineMemory):
                self._measured[event.path] = event

    def used_by(self, owner: str) -> str:
        """The file that ``owner`` uses; "" where nothing was chosen yet."""
        return path_used_by(owner, self._chosen)

    def own(self, owner: str) -> str:
        """The file that was chosen for this very owner."""
        return self._chosen.get(owner, "")

    def concerns(self, event: Event, owner: str) -> bool:
        """Whether ``owner`` is to hear of ``event``: of other tabs' models it is not."""
        if not isinstance(event, ModelChanged | EngineMemory):
            return True
        if used := self.used_by(owner):
            return event.path in ("", used)
        return event.path not in self._chosen.values()  # somebody else's, if it is anybody's

    def of(self, owner: str, events: Iterable[Event]) -> list[Event]:
        """Those of a batch that ``owner`` is to hear of."""
        return [event for event in events if self.concerns(event, owner)]

    def last(self, owner: str) -> list[Event]:
        """What is known of the model that ``owner`` uses."""
        used = self.used_by(owner)
        known: list[Event] = []
        if not used:  # nothing was chosen: there is one model at the most
            loaded = [e for e in self._told.values() if e.info and self.concerns(e, owner)]
            known += loaded[-1:]
        elif used in self._told:
            known.append(self._told[used])
        else:
            known.append(ModelChanged(ModelState.NONE, used))
        if used in self._measured:
            known.append(self._measured[used])
        return known
