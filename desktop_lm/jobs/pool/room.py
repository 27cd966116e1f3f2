"""Which models have to go so that another fits under the memory limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tenant:
    """A model in memory. ``movable`` is whether it may go: nothing runs on it. ``awaited`` is
    whether a job waits for it, so that others go first."""

    path: str
    bytes: int
    last_used: float
    movable: bool
    awaited: bool = False


def most_room(limit: int, tenants: Sequence[Tenant]) -> int:
    """Bytes there are once all that may go have gone; 0 at the least."""
    return max(0, limit - sum(tenant.bytes for tenant in tenants if not tenant.movable))


def to_unload(needed: int, limit: int, tenants: Sequence[Tenant]) -> tuple[str, ...]:
    """Paths of the models to unload so that ``needed`` bytes more are within ``limit``: those
    used longest ago first, and no more than it takes.

    Where even all of them are not enough, all that may go are named.
    """
    too_much = sum(tenant.bytes for tenant in tenants) + needed - limit
    going: list[str] = []
    for tenant in sorted(tenants, key=lambda one: (one.awaited, one.last_used)):
        if too_much <= 0:
            break
        if tenant.movable and tenant.bytes:
            going.append(tenant.path)
            too_much -= tenant.bytes
    return tuple(going)
