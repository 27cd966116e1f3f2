"""Unloads what no job needs: after a while, or when memory is short; and loads again what the
user set otherwise. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
    which is to be looked at again then."""

    def __init__(
        self,
        worker: Worker,
        pool: ModelPool,
        is_needed: Callable[[OpenModel], bool],
        make_way: Callable[[OpenModel], object],
        pressure: PressureSigns,
    ) -> None:
        self._pool = pool
        self._is_needed = is_needed
        self._make_way = make_way
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
                model.unload(model.unload_soon)
            elif model.reload_soon:
                self._pool.reload(model)
        self._idle.look()
        self._pressure.follow()

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
