"""The context and the cache type that fit: chosen where the user left it to the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.memory.plan import plan

CONTEXTS = (8192, 4096, 2048, 1024, 512)  # tokens, as offered; others where the user asks
_LONGEST_CHOSEN = 4096  # what the program chooses: a longer one is memory that is seldom used
_TIGHT_FROM = 0.85  # of the limit: beyond it little is left for what a plan cannot know
_MAX_OFFERS = 3
# In order of preference. Eight bits a number are hardly worse than sixteen; four are, so only a
# user chooses them.
_CACHE_TYPES = (CacheType.F16, CacheType.Q8_0)


class Fit(StrEnum):
    """How a plan stands to a limit."""

    FITS = "fits"
    TIGHT = "tight"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user chose; None leaves it to the program. All else comes from ``base``."""

    n_ctx: int | None = None
    cache_type: CacheType | None = None
    base: LoadOptions = field(default_factory=LoadOptions)


@dataclass(frozen=True, slots=True)
class Choice:
    """Options, the memory they take, and how that stands to the limit it was chosen for."""

    options: LoadOptions
    parts: MemoryParts
    fit: Fit


def fit_of(total: int, limit_bytes: int) -> Fit:
    """How ``total`` bytes stand to a limit."""
    if total > limit_bytes:
        return Fit.TOO_BIG
    return Fit.TIGHT if total > limit_bytes * _TIGHT_FROM else Fit.FITS


def choose(header: GgufHeader, limit_bytes: int, wanted: Wanted | None = None) -> Choice:
    """The best that keeps to ``wanted`` and fits; the smallest there is where nothing fits.

    Better is what fits with room to spare, then a longer context, then the finer cache type: but a
    coarser type comes before less than half the context. Raises what ``plan`` raises; a cache
    type that this model cannot have only where it was asked for.
    """
    wanted = wanted or Wanted()
    lengths = [length for length in CONTEXTS if length <= _LONGEST_CHOSEN]
    choices = list(_choices(header, limit_bytes, wanted, lengths))
    for fit in (Fit.FITS, Fit.TIGHT):
        for choice in choices:
            if choice.fit is fit:
                return choice
    return min(choices, key=lambda choice: choice.parts.total)


def offers(
    header: GgufHeader, limit_bytes: int, base: LoadOptions | None = None
) -> tuple[Choice, ...]:
    """What would fit: the longest context there is room for, that of ``base`` among them, with each
    cache type and, where that lets in more, without repacked copies. The best first, and none that
    is worse than another in every way; empty where nothing fits."""
    base = base or LoadOptions()
    lengths = sorted({*CONTEXTS, base.n_ctx}, reverse=True)
    found: list[Choice] = []
    for repacked in (True, False) if base.repacked else (False,):
        for cache_type in CacheType:
            wanted = Wanted(cache_type=cache_type, base=replace(base, repacked=repacked))
            best = _longest(header, limit_bytes, wanted, lengths)
            if best is not None and not any(_is_no_worse(other, best) for other in found):
                found.append(best)
    found.sort(key=lambda one: (-one.options.n_ctx, not one.options.repacked))
    return tuple(found[:_MAX_OFFERS])


def _is_no_worse(one: Choice, other: Choice) -> bool:
    """Whether nobody would take ``other`` where there is ``one``."""
    finest_first = list(CacheType)
    return (
        one.options.n_ctx >= other.options.n_ctx
        and finest_first.index(one.options.cache_type)
        <= finest_first.index(other.options.cache_type)
        and one.options.repacked >= other.options.repacked
        and (one.fit is Fit.FITS or other.fit is Fit.TIGHT)
    )


def _choices(
    header: GgufHeader, limit_bytes: int, wanted: Wanted, lengths: Sequence[int]
) -> Iterator[Choice]:
    contexts = _contexts(header, lengths, wanted.n_ctx)
    types = (wanted.cache_type,) if wanted.cache_type else _CACHE_TYPES
    for n_ctx in contexts:
        for cache_type in types:
            options = replace(wanted.base, n_ctx=n_ctx, cache_type=cache_type)
            try:
                parts = plan(header, options)
            except AppError as error:
                if error.code is Code.CACHE_TYPE_REFUSED and wanted.cache_type is None:
                    continue
                raise
            yield Choice(options, parts, fit_of(parts.total, limit_bytes))


def _longest(
    header: GgufHeader, limit_bytes: int, wanted: Wanted, lengths: Sequence[int]
) -> Choice | None:
    try:
        choices = _choices(header, limit_bytes, wanted, lengths)
        return next((choice for choice in choices if choice.fit is not Fit.TOO_BIG), None)
    except AppError as error:
        if error.code is Code.CACHE_TYPE_REFUSED:
            return None
        raise


def _contexts(header: GgufHeader, lengths: Sequence[int], asked_for: int | None) -> tuple[int, ...]:
    """Those of ``lengths``, the longest first, or the one asked for; none beyond what the model was
    trained on: it is not given more."""
    trained = max(1, header.context_length or asked_for or lengths[0])
    if asked_for:
        return (min(asked_for, trained),)
    return tuple(dict.fromkeys(min(length, trained) for length in lengths))
