"""What scripts would take of memory, for the planning of loads: as their ``memory`` field says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from desktop_lm.jobs.events import LoadPlan
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.storage.settings import Settings

FULL_CONTEXT = 4096  # a script's memory is told for so many tokens at 16 bits
CONTEXTS = (4096, 2048, 1024, 512)
_SHARE = {CacheType.F16: 4, CacheType.Q8_0: 2, CacheType.Q4_0: 1}


class ScriptEstimates:
    """The cache grows with the context and its type, all else is as the script says. ``limit`` is
    what the machine has."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def default_limit(self) -> int:
        return self.limit

    def parts(self, header: object, options: LoadOptions) -> MemoryParts:
        assert isinstance(header, str)  # scripts have none; their path comes instead
        script = json.loads(Path(header).read_text("utf-8"))
        full = MemoryParts(**script.get("memory", {}))
        share = options.n_ctx * _SHARE[options.cache_type]
        return replace(full, cache=full.cache * share // (FULL_CONTEXT * 4))

    def choose(
        self, header: object, base: LoadOptions, settings: Settings, room_bytes: int
    ) -> LoadPlan:
        plans = self._plans(header, base, settings)
        return next((plan for plan in plans if plan.parts.total <= room_bytes), plans[-1])

    def offers(
        self, header: object, base: LoadOptions, settings: Settings, room_bytes: int
    ) -> tuple[LoadPlan, ...]:
        free = replace(settings, context=None, cache_type=None)
        plans = self._plans(header, base, free)
        return tuple(plan for plan in plans if plan.parts.total <= room_bytes)

    def _plans(self, header: object, base: LoadOptions, settings: Settings) -> list[LoadPlan]:
        contexts = CONTEXTS if settings.context is None else (settings.context,)
        types: tuple[CacheType, ...] = (CacheType.F16, CacheType.Q8_0)
        if settings.cache_type is not None:
            types = (settings.cache_type,)
        return [
            LoadPlan(options, self.parts(header, options))
            for n_ctx in contexts
            for kind in types
            for options in [replace(base, n_ctx=n_ctx, cache_type=kind)]
        ]
