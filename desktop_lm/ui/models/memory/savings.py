"""What is saved of the memory, and what each saving is worth for one model."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import LoadPlan
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.models import vet

if TYPE_CHECKING:
    from desktop_lm.models.gguf import GgufHeader
    from desktop_lm.storage.settings import Settings
    from desktop_lm.ui.models.memory.plans import Planner

_WIDE = 2  # bytes of a weight at 16 bits
_FULL = 16  # bits


class Kind(StrEnum):
    BITS = "bits"  # weights in fewer bits than 16
    MAPPED = "mapped"  # weights stay pages of the file
    CACHE = "cache"  # the context at 8 bits
    LEAN = "lean"  # no copy of the weights for the fastest kernels
    LOGITS = "logits"  # one row of results in place of one for each token


@dataclass(frozen=True, slots=True)
class Saving:
    """``on`` is whether it is made now; ``without`` and ``having`` are what the model takes
    without and with it, all else as it is now. The plans say how it would be loaded; None where
    no way of loading this file gives that."""

    kind: Kind
    on: bool
    without: MemoryParts
    having: MemoryParts
    plan_without: LoadPlan | None = None
    plan_having: LoadPlan | None = None

    @property
    def saved(self) -> int:
        """Bytes. Of mapping: those that the system may take back."""
        if self.kind is Kind.MAPPED:
            return held(self.without) - held(self.having)
        return self.without.total - self.having.total


@dataclass(frozen=True, slots=True)
class Picture:
    """A model as it is loaded now, and without any saving. ``bits`` are those of a weight;
    ``savings`` those that can be made of this model."""

    options: LoadOptions
    now: MemoryParts
    plain: MemoryParts
    savings: tuple[Saving, ...]
    bits: float


def held(parts: MemoryParts) -> int:
    """Bytes that nobody can take back while the model is loaded."""
    return parts.total - parts.weights_mapped


def picture(planner: Planner, path: str, settings: Settings) -> Picture:
    """The picture of a file under these settings. Raises what
    :func:`~desktop_lm.models.vet.vet` raises."""
    header = vet.vet(path)
    room = planner.room(settings)
    plan = planner.estimates.choose(header, planner.base, settings, room.limit)
    now = plan.options

    def parts(**changes: object) -> MemoryParts:
        return planner.estimates.parts(header, replace(now, **changes))  # type: ignore[arg-type]

    pairs: dict[Kind, tuple[dict[str, object], dict[str, object]]] = {
        Kind.MAPPED: ({"mapped": False}, {"mapped": True}),
        Kind.CACHE: ({"cache_type": CacheType.F16}, {"cache_type": CacheType.Q8_0}),
        Kind.LEAN: ({"repacked": True}, {"repacked": False}),
        Kind.LOGITS: ({"full_logits": True}, {"full_logits": False}),
    }
    made = {
        Kind.MAPPED: now.mapped,
        Kind.CACHE: now.cache_type is not CacheType.F16,
        Kind.LEAN: not now.repacked,
        Kind.LOGITS: not now.full_logits,
    }
    if now.cache_type is CacheType.Q4_0:
        pairs[Kind.CACHE] = (pairs[Kind.CACHE][0], {"cache_type": CacheType.Q4_0})
    savings = []
    for kind, sides in pairs.items():
        try:
            plans = [LoadPlan(replace(now, **side), parts(**side)) for side in sides]  # type: ignore[arg-type]
        except AppError as error:
            if error.code is not Code.CACHE_TYPE_REFUSED:
                raise
            continue  # the heads of this model are no whole blocks
        savings.append(Saving(kind, made[kind], plans[0].parts, plans[1].parts, *plans))
    weights = _weights(header)
    wide = _at_16_bits(plan.parts, weights, mapped=now.mapped)
    bits = header.file_bytes * 8 / max(weights, 1)
    first = Saving(Kind.BITS, bits < _FULL, wide, plan.parts)
    plain = parts(mapped=False, cache_type=CacheType.F16, repacked=True, full_logits=True)
    return Picture(
        now,
        plan.parts,
        _at_16_bits(plain, weights, mapped=False),
        (first, *savings),
        bits,
    )


def _weights(header: GgufHeader) -> int:
    return sum(math.prod(tensor.dims) for tensor in header.tensors)


def _at_16_bits(parts: MemoryParts, weights: int, *, mapped: bool) -> MemoryParts:
    """As ``parts``, with two bytes for each weight; such weights are not repacked."""
    wide = weights * _WIDE
    return replace(
        parts, weights_mapped=wide if mapped else 0, weights_copied=0 if mapped else wide
    )
