"""What models take, from their headers: the memory plan as the pool of models asks for it."""

from __future__ import annotations

from dataclasses import replace

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import LoadPlan
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.memory import choose, machine
from desktop_lm.models.memory.plan import needs_dry_load, plan
from desktop_lm.storage.settings import Settings


class HeaderEstimates:
    """Implements :class:`desktop_lm.jobs.pool.load_planner.Estimates`."""

    def parts(self, header: object, options: LoadOptions) -> MemoryParts:
        """The plan. Raises AppError for a header without sense."""
        return plan(_header(header), options)

    def choose(
        self, header: object, base: LoadOptions, settings: Settings, room_bytes: int
    ) -> LoadPlan:
        """The best plan that keeps to the settings. They stand for all models: one that cannot
        keep its context in the type they name keeps it in 16 bits."""
        wish = wanted(base, settings)
        try:
            choice = choose.choose(_header(header), room_bytes, wish)
        except AppError as error:
            if error.code is not Code.CACHE_TYPE_REFUSED:
                raise
            exact = replace(wish, cache_type=CacheType.F16)
            choice = choose.choose(_header(header), room_bytes, exact)
        return LoadPlan(choice.options, choice.parts)

    def offers(
        self, header: object, base: LoadOptions, settings: Settings, room_bytes: int
    ) -> tuple[LoadPlan, ...]:
        """Plans that would fit with other settings, the context of ``base`` among those tried."""
        found = choose.offers(_header(header), room_bytes, wanted(base, settings).base)
        return tuple(LoadPlan(choice.options, choice.parts) for choice in found)

    def needs_dry_load(self, header: object) -> bool:
        """Whether the plan only estimates this model's computing buffers."""
        return needs_dry_load(_header(header))

    def default_limit(self) -> int:
        """What is free now, less a reserve."""
        return machine.default_limit()


def wanted(base: LoadOptions, settings: Settings) -> choose.Wanted:
    """What the settings leave open and what not; threads and batch come from ``base``."""
    kept = replace(
        base,
        mapped=settings.mapped,
        repacked=settings.repacked,
        full_logits=settings.full_logits,
    )
    return choose.Wanted(settings.context, settings.cache_type, kept)


def _header(header: object) -> GgufHeader:
    assert isinstance(header, GgufHeader), "estimates need what vetting read"
    return header
