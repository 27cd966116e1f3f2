"""Collects what comes from another thread, and waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

PATIENCE = 60.0  # seconds; only a failing test waits this long


class Collected(Generic[T]):
    """Call it with things; ``wait_for`` the first that fits."""

    def __init__(self) -> None:
        self._things: list[T] = []
        self._changed = threading.Condition()

    def __call__(self, thing: T) -> None:
        with self._changed:
            self._things.append(thing)
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return len(self._things)

    def all(self) -> list[T]:
        with self._changed:
            return list(self._things)

    def of(self, kind: type) -> list[T]:
        return [thing for thing in self.all() if isinstance(thing, kind)]

    def wait_for(self, fits: Callable[[T], bool], start: int = 0) -> T:
        """The first thing from place ``start`` on that fits; waits until it comes."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: any(fits(thing) for thing in self._things[start:]), PATIENCE
            )
            assert found, f"waited in vain; came: {self._things[-10:]}"
            return next(thing for thing in self._things[start:] if fits(thing))
