"""What each model would take of this machine's memory, by the settings."""

from __future__ import annotations

from desktop_lm import bootstrap
from desktop_lm.errors import AppError
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.jobs.pool.estimates import wanted
from desktop_lm.messages import LoadOptions
from desktop_lm.models.memory import machine
from desktop_lm.models.memory.choose import Choice, choose
from desktop_lm.models.vet import vet
from desktop_lm.storage import settings
from desktop_lm.storage.settings import Settings


def memory_limit(chosen: Settings | None = None) -> int:
    """Bytes that a model may take: the limit the user set, or what is free now less a reserve."""
    chosen = chosen or settings.read(bootstrap.settings_path())
    return chosen.memory_limit_bytes or machine.default_limit()


def guest_engines() -> GuestEngines:
    """Engines to measure with, within that limit."""
    return GuestEngines(bootstrap.start_engine, memory_limit())


class MemoryNeed:
    """Plans loads against what is free now, or the limit the user set."""

    def __init__(self) -> None:
        chosen = settings.read(bootstrap.settings_path())
        self._limit = memory_limit(chosen)
        self._wanted = wanted(LoadOptions(n_threads=bootstrap.default_threads()), chosen)

    def of(self, path: str) -> Choice | None:
        """How the model would be loaded and what that takes; None for a file without sense."""
        try:
            return choose(vet(path), self._limit, self._wanted)
        except AppError:
            return None
