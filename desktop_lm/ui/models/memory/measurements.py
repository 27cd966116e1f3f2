"""What models were predicted to take and what they took, as far as it was ever measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_lm.jobs.model_files.measure_memory import measure_memory
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.storage.memory_record import Comparison

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_lm.jobs.background import Stop, Tell
    from desktop_lm.jobs.events import LoadPlan
    from desktop_lm.jobs.model_files.private_engine import StartEngine
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.storage.memory_record import MemoryRecord


class Measurements:
    """The record on disk, read once. Measuring blocks and may run on any thread. ``room`` is what
    a model may take beside all that is loaded, in bytes."""

    def __init__(
        self, record: MemoryRecord, start_engine: StartEngine, room: Callable[[], int]
    ) -> None:
        self._record = record
        self._start_engine = start_engine
        self._room = room
        self._known = record.all()

    def of(self, entry: Entry, plan: LoadPlan) -> Comparison | None:
        """The newest measurement of this file, loaded this way."""
        wanted = Comparison(entry.path, entry.file_bytes, plan.options, plan.parts, plan.parts)
        return next((one for one in reversed(self._known) if one.is_like(wanted)), None)

    def measure(self, entry: Entry, plan: LoadPlan, stop: Stop, tell: Tell) -> Comparison:
        """Load the file in a process of its own, use all of its context, and keep the figures.

        Raises Stopped, MODEL_TOO_LARGE where there is no room for it, and other AppErrors.
        """
        engines = GuestEngines(self._start_engine, self._room())
        found = measure_memory(engines, entry.path, plan.options, stop, tell)
        made = Comparison(entry.path, entry.file_bytes, plan.options, plan.parts, found.parts)
        self._record.add(made)
        self._known = (*self._known, made)
        return made
