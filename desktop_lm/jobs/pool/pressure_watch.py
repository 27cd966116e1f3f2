"""Learns that memory is short, while there are models to unload: from the kernel where it tells,
else by asking now and then. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_lm.engine.worker import Worker
from desktop_lm.jobs.pool.memory_pressure import Pressure
from desktop_lm.jobs.pool.pressure_trigger import MakeTrigger, TriggerThread


@dataclass(frozen=True, slots=True)
class PressureSigns:
    """``make_trigger`` makes what tells that memory is short; where it makes None, ``ask`` is asked
    every ``seconds``. A model that was used less than ``spared_seconds`` ago stays until then."""

    ask: Pressure = bool
    seconds: float = 2.0
    make_trigger: MakeTrigger = lambda: None
    spared_seconds: float = 2.0


class PressureWatch:
    """Calls ``relieve`` when the ``signs`` say that memory is short and ``is_loaded``."""

    def __init__(
        self,
        worker: Worker,
        signs: PressureSigns,
        is_loaded: Callable[[], bool],
        relieve: Callable[[], None],
    ) -> None:
        self._worker = worker
        self._signs = signs
        self._triggers = True  # as long as there was one each time
        self._is_loaded = is_loaded
        self._relieve = relieve
        self._thread: TriggerThread | None = None
        self._due = False

    def follow(self) -> None:
        """Watch from now on, until nothing is loaded."""
        if not self._is_loaded():
            self.close()
        elif self._thread is None and not self._due and not self._begin_to_wait():
            self._signs.ask()  # what was before does not count
            self._come_back()

    def close(self) -> None:
        """Watch no more."""
        if self._thread is not None:
            self._thread.end()
            self._thread = None

    def _begin_to_wait(self) -> bool:
        """Have the kernel tell. False where it does not."""
        trigger = self._signs.make_trigger() if self._triggers else None
        if trigger is None:
            self._triggers = False
            return False
        post = self._worker.post
        self._thread = TriggerThread(
            trigger, lambda: post(self._is_short), lambda: post(self._is_lost)
        )
        return True

    def _is_short(self) -> None:
        if self._is_loaded():
            self._relieve()

    def _is_lost(self) -> None:
        """The kernel will tell nothing any more."""
        self._triggers = False
        self.close()
        self.follow()

    def _come_back(self) -> None:
        self._due = True
        self._worker.after(self._signs.seconds, self._tick)

    def _tick(self) -> None:
        self._due = False
        if not self._is_loaded():
            return
        if self._signs.ask():
            self._relieve()
        self._come_back()
