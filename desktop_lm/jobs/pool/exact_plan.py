"""The memory plan where a header alone does not tell it all."""

from __future__ import annotations

from dataclasses import replace

from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.model_files.private_engine import StartEngine
from desktop_lm.messages import DryLoad, DryLoaded, LoadOptions, MemoryParts
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.memory.plan import needs_dry_load, plan


def exact_plan(
    start: StartEngine, header: GgufHeader, options: LoadOptions, stop: Stop
) -> MemoryParts:
    """The plan, its caches and computing buffers asked of llama.cpp where its graph is of a kind
    that the plan only estimates.

    That is a dry load in a process of its own: nothing of the buffers is allocated. Raises
    Stopped, AppError.
    """
    parts = plan(header, options)
    if not needs_dry_load(header):
        return parts
    with start(stop) as engine:
        reply = engine.ask(DryLoad(0, header.path, options))
    assert isinstance(reply, DryLoaded)
    return replace(parts, cache=reply.memory.cache, compute=reply.memory.compute)
