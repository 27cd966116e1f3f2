"""How a model is to be loaded so that all models together stay within the memory limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import LoadPlan
from desktop_lm.jobs.pool.room import Tenant, most_room, to_unload
from desktop_lm.messages import LoadOptions, MemoryParts
from desktop_lm.storage.settings import Settings


class Estimates(Protocol):
    """What loading takes, from a file's header; headers are as ``FileChecks.vet`` gives them."""

    def parts(self, header: object, options: LoadOptions) -> MemoryParts:
        """Bytes that a load with these options takes."""

    def choose(
        self, header: object, base: LoadOptions, settings: Settings, room_bytes: int
    ) -> LoadPlan:
        """The best plan that keeps to ``settings`` and fits in ``room_bytes``; the smallest there
        is where none fits. Threads and batch come from ``base``."""

    def offers(
        self, header: object, base: LoadOptions, settings: Settings, room_bytes: int
    ) -> tuple[LoadPlan, ...]:
        """Plans that fit in ``room_bytes`` with other settings, the best first. The context of
        ``base``, which was asked for, is among those tried."""

    def needs_dry_load(self, header: object) -> bool:
        """Whether all of these are rough for this model, so that llama.cpp should be asked."""

    def default_limit(self) -> int:
        """Bytes that models may take beside everything else that runs now."""


class TooLarge(AppError):
    """No plan fits. ``offers`` would fit with other settings."""

    def __init__(self, error: AppError, offers: tuple[LoadPlan, ...] = ()) -> None:
        super().__init__(error.code, **error.params)
        self.offers = offers


class LoadPlanner:
    """Plans loads by the settings. Without ``estimates`` nothing is known of sizes, and every
    load is let through."""

    def __init__(
        self,
        base: LoadOptions,
        settings: Settings,
        estimates: Estimates | None = None,
        fixed: LoadOptions | None = None,
    ) -> None:
        """``fixed`` options are used for every load, whatever the settings say."""
        self.settings = settings
        self._base = base
        self._estimates = estimates
        self._fixed = fixed

    def limit(self, private_bytes: int) -> int | None:
        """Bytes that all models together may take; None where nothing is known of sizes.

        ``private_bytes`` is what the engines hold now and would give back: what is free does not
        count it.
        """
        if self._estimates is None:
            return None
        if self.settings.memory_limit_bytes is not None:
            return self.settings.memory_limit_bytes
        return self._estimates.default_limit() + private_bytes

    def plan(
        self,
        path: str,
        header: object,
        options: LoadOptions | None,
        limit: int | None,
        tenants: Sequence[Tenant],
    ) -> tuple[LoadPlan, tuple[str, ...]]:
        """The plan for a file, and the models to unload for it.

        ``options`` are the ones to use; None chooses them by the settings. Raises
        :class:`TooLarge` where no plan fits though all went that may go.
        """
        options = options or self._fixed
        if self._estimates is None or limit is None:
            return LoadPlan(options or self._by_settings(), MemoryParts()), ()
        room = most_room(limit, tenants)
        if options is not None:
            plan = LoadPlan(options, self._estimates.parts(header, options))
        else:
            plan = self._estimates.choose(header, self._base, self.settings, room)
        plan = replace(plan, rough=self._estimates.needs_dry_load(header))
        if plan.parts.total > room:
            raise self._too_large(path, header, plan, room)
        return plan, to_unload(plan.parts.total, limit, tenants)

    def _by_settings(self) -> LoadOptions:
        chosen = replace(
            self._base,
            mapped=self.settings.mapped,
            repacked=self.settings.repacked,
            full_logits=self.settings.full_logits,
        )
        if self.settings.context is not None:
            chosen = replace(chosen, n_ctx=self.settings.context)
        if self.settings.cache_type is not None:
            chosen = replace(chosen, cache_type=self.settings.cache_type)
        return chosen

    def _too_large(self, path: str, header: object, plan: LoadPlan, room: int) -> TooLarge:
        assert self._estimates is not None
        asked_for = plan.options
        offers = self._estimates.offers(header, asked_for, self.settings, room)
        numbers: dict[str, str | int] = {"path": path, "needed": plan.parts.total, "limit": room}
        if not offers:
            return TooLarge(AppError(Code.MODEL_TOO_LARGE, **numbers))
        best = offers[0].options
        without_copies = asked_for.repacked and not best.repacked
        return TooLarge(
            AppError(
                Code.COPIES_TOO_LARGE if without_copies else Code.CONTEXT_TOO_LARGE,
                **numbers,
                context=asked_for.n_ctx,
                fitting=best.n_ctx,
                cache_type=best.cache_type.value,
            ),
            offers,
        )


def load_choices(settings: Settings) -> tuple[object, ...]:
    """What of the settings says how a model is loaded."""
    return (
        settings.context,
        settings.cache_type,
        settings.mapped,
        settings.repacked,
        settings.full_logits,
    )
