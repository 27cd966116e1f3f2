"""Unloads what no job needs: after a while, or when memory is short; and loads again what the
user set otherwise. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from desktop_lm.engine.worker import Worker
from desktop_lm.jobs.events import ModelState, UnloadReason
from desktop_lm.jobs.pool.idle_watch import IdleWatch
from desktop_lm.jobs.pool.model_pool import ModelPool
from desktop_lm.jobs.pool.open_model import OpenModel
from desktop_lm.jobs.pool.pressure_watch import PressureSigns, PressureWatch
from desktop_lm.storage.settings import Settings

_SECONDS = 60  # of a minute


class Upkeep:
    """Looks after the models of ``pool``; ``is_needed`` is whether a job runs on one or waits for
    it, and no model is touched while it is. ``make_way`` has a job end that only gives way on one,
    which is to be looked at again then.

    Where memory is short a model goes at once, but not between two jobs of the same work: long
    work hands in a piece when the one before is kept, and would load its model anew for each.
    """

    def __init__(
        self,
        worker: Worker,
        pool: ModelPool,
        is_needed: Callable[[OpenModel], bool],
        make_way: Callable[[OpenModel], object],
        pressure: PressureSigns,
    ) -> None:
        self._worker = worker
        self._pool = pool
        self._is_needed = is_needed
        self._make_way = make_way
        self._spared_seconds = pressure.spared_seconds
        self._comes_back = False
        self._idle = IdleWatch(
            worker, None, self._unneeded, lambda model: model.unload(UnloadReason.IDLE)
        )
        self._pressure = PressureWatch(worker, pressure, self._is_any_loaded, self._relieve)

    def apply(self, settings: Settings) -> None:
        """Take the time until a model counts as idle from ``settings``."""
        minutes = settings.idle_minutes
        self._idle.seconds = None if minutes is None else minutes * _SECONDS

    def close(self) -> None:
        """Look after nothing any more."""
        self._pressure.close()

    def look(self) -> None:
        """Do what is due; to be called whenever a job or a model has changed."""
        for model in list(self._loaded()):
            if self._is_needed(model):
                if model.unload_soon is not None or model.reload_soon:
                    self._make_way(model)
            elif model.unload_soon is not None:
                self._unload_or_spare(model, model.unload_soon)
            elif model.reload_soon:
                self._pool.reload(model)
        self._idle.look()
        self._pressure.follow()

    def _unload_or_spare(self, model: OpenModel, why: UnloadReason) -> None:
        spared = model.last_used + self._spared_seconds - monotonic()
        if spared <= 0:
            model.unload(why)
        elif not self._comes_back:
            self._comes_back = True
            self._worker.after(spared, self._come_back)

    def _come_back(self) -> None:
        self._comes_back = False
        self.look()

    def _relieve(self) -> None:
        for model in self._loaded():
            model.unload_soon = UnloadReason.PRESSURE
        self.look()

    def _unneeded(self) -> Iterator[OpenModel]:
        return (model for model in self._loaded() if not self._is_needed(model))

    def _loaded(self) -> Iterator[OpenModel]:
        return (model for model in self._pool.models if model.state is ModelState.READY)

    def _is_any_loaded(self) -> bool:
        return any(True for _ in self._loaded())
