"""Which model file each owner uses, and what it comes back to where that cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_lm.jobs.events import ModelChosen
from desktop_lm.jobs.model_owners import GENERAL, path_used_by


class ModelChoices:
    """Paths by owner; ``emit`` is told of each change. Path "" is none of one's own.

    ``brought`` are the files that come with the program, by the purposes they are for; one that
    cannot be had leaves its purpose to the general model.
    """

    def __init__(self, emit: Callable[[ModelChosen], None], brought: Mapping[str, str]) -> None:
        self._emit = emit
        self._brought = frozenset(brought)
        self._chosen: dict[str, str] = dict(brought)
        self._good: dict[str, str] = dict.fromkeys(brought, "")  # loaded for an owner last

    @property
    def owners(self) -> set[str]:
        """All who ever chose."""
        return set(self._chosen)

    def own(self, owner: str) -> str:
        """The file that this very owner chose."""
        return self._chosen.get(owner, "")

    def used_by(self, owner: str) -> str:
        """The file that ``owner``'s jobs run on."""
        return path_used_by(owner, self._chosen)

    def owners_of(self, path: str) -> set[str]:
        """Those who chose this file."""
        return {owner for owner, chosen in self._chosen.items() if path and chosen == path}

    def first_of(self, path: str) -> str:
        """One who chose this file: everybody, where it is the general one."""
        return min(self.owners_of(path), default=GENERAL)

    def all(self) -> tuple[ModelChosen, ...]:
        """What holds now."""
        return tuple(ModelChosen(owner, path) for owner, path in self._chosen.items())

    def choose(self, owner: str, path: str) -> None:
        """From now on ``owner`` uses ``path``."""
        if self.own(owner) != path:
            self._chosen[owner] = path
            self._emit(ModelChosen(owner, path))

    def try_out(self, owner: str, path: str) -> None:
        """As ``choose``; one who had none of its own comes back to the general model."""
        if owner != GENERAL and not self.own(owner):
            self._good[owner] = ""
        self.choose(owner, path)

    def was_loaded(self, path: str) -> None:
        """The owners of ``path`` come back to it where another cannot be had."""
        for owner in self.owners_of(path) - self._brought:
            self._good[owner] = path

    def come_back(self, path: str, *, for_now: bool = False) -> set[str]:
        """``path`` cannot be had: give its owners what was loaded for them before. The files they
        came back to; an owner without any stays with ``path``, and a purpose where that is only
        ``for_now``."""
        restored = set()
        for owner in self.owners_of(path) - (self._brought if for_now else set()):
            before = self._good.get(owner)
            if before is not None and before != path:
                self.choose(owner, before)
                restored.add(before)
        return restored - {""}
