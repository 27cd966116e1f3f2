"""What each model would take of this machine's memory, by the settings."""

from __future__ import annotations

from desktop_lm import bootstrap
from desktop_lm.errors import AppError
from desktop_lm.jobs.pool.estimates import wanted
from desktop_lm.messages import LoadOptions
from desktop_lm.models.memory import machine
from desktop_lm.models.memory.choose import Choice, choose
from desktop_lm.models.vet import vet
from desktop_lm.storage import settings


class MemoryNeed:
    """Plans loads against what is free now, or the limit the user set."""

    def __init__(self) -> None:
        chosen = settings.read(bootstrap.settings_path())
        self._limit = chosen.memory_limit_bytes or machine.default_limit()
        self._wanted = wanted(LoadOptions(n_threads=bootstrap.default_threads()), chosen)

    def of(self, path: str) -> Choice | None:
        """How the model would be loaded and what that takes; None for a file without sense."""
        try:
            return choose(vet(path), self._limit, self._wanted)
        except AppError:
            return None
