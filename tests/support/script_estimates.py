"""What scripts would take of memory, for the planning of loads: as their ``memory`` field says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from desktop_lm.engine.scripted_backend import Script
from desktop_lm.jobs.events import LoadPlan
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.storage.settings import Settings

CONTEXTS = (4096, 2048, 1024, 512)


class ScriptEstimates:
    """As the scripts say. ``limit`` is what the machine has. Where they are ``rough``, the
    computing buffers are not known, only the engine knows them."""

    def __init__(self, limit: int, *, rough: bool = False) -> None:
        self.limit = limit
        self.rough = rough

    def needs_dry_load(self, header: object) -> bool:
        return self.rough

    def default_limit(self) -> int:
        return self.limit

    def parts(self, header: object, options: LoadOptions) -> MemoryParts:
        assert isinstance(header, str)  # scripts have none; their path comes instead
        script = msgspec.json.decode(Path(header).read_bytes(), type=Script)
        memory = script.memory_with(options)
        return replace(memory, compute=0) if self.rough else memory

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
