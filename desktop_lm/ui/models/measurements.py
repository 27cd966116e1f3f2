"""What models were predicted to take and what they took, as far as it was ever measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_lm.jobs.measure_memory import measure_memory
from desktop_lm.storage.memory_record import Comparison

if TYPE_CHECKING:
    from desktop_lm.jobs.background import Stop, Tell
    from desktop_lm.jobs.events import LoadPlan
    from desktop_lm.jobs.private_engine import StartEngine
    from desktop_lm.messages import LoadOptions, MemoryParts
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.storage.memory_record import MemoryRecord


class Measurements:
    """The record on disk, read once. Measuring blocks and may run on any thread."""

    def __init__(self, record: MemoryRecord, start_engine: StartEngine) -> None:
        self._record = record
        self._start_engine = start_engine
        self._known = record.all()
        # The record does not tell loads with all rows of results from others.
        self._with_all_rows: dict[tuple[str, LoadOptions], Comparison] = {}

    def of(self, entry: Entry, plan: LoadPlan) -> Comparison | None:
        """The newest measurement of this file, loaded this way."""
        if plan.options.full_logits:
            return self._with_all_rows.get((entry.path, plan.options))
        wanted = _comparison(entry, plan, plan.parts)
        return next((one for one in reversed(self._known) if one.is_like(wanted)), None)

    def measure(self, entry: Entry, plan: LoadPlan, stop: Stop, tell: Tell) -> Comparison:
        """Load the file in a process of its own, use all of its context, and keep the figures.

        Raises Stopped, AppError.
        """
        found = measure_memory(self._start_engine, entry.path, plan.options, stop, tell)
        made = _comparison(entry, plan, found.parts)
        if plan.options.full_logits:
            self._with_all_rows[entry.path, plan.options] = made
            return made
        self._record.add(made)
        self._known = (*self._known, made)
        return made


def _comparison(entry: Entry, plan: LoadPlan, measured: MemoryParts) -> Comparison:
    how = plan.options
    return Comparison(
        path=entry.path,
        file_bytes=entry.file_bytes,
        n_ctx=how.n_ctx,
        cache_type=how.cache_type,
        mapped=how.mapped,
        repacked=how.repacked,
        predicted=plan.parts,
        measured=measured,
    )
