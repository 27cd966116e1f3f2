"""Making a smaller model file and comparing it with its source, as work for another thread."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop_lm.errors import Code
from desktop_lm.jobs.model_files.bench_plan import bench_plan
from desktop_lm.jobs.model_files.model_bench import bench_models
from desktop_lm.jobs.model_files.quantise import QuantiseOrder, quantise
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.models.library.entry import Source
from desktop_lm.models.model_name import quantised_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_lm.jobs.background import Stop, Tell
    from desktop_lm.jobs.model_files.model_bench import ModelFigures
    from desktop_lm.jobs.model_files.private_engine import StartEngine
    from desktop_lm.messages import WeightType
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.models.library.library import Library

UNQUANTISED = frozenset({"F32", "F16", "BF16"})


class Made(NamedTuple):
    """A file that was made. ``fallbacks`` of its tensors have a type near the one asked for."""

    path: str
    fallbacks: int


class Shrinking(NamedTuple):
    """``room`` is what models may take beside all that is loaded, in bytes. ``quick`` measures
    show that it works, not how fast."""

    library: Library
    start_engine: StartEngine
    threads: int
    room: Callable[[], int]
    quick: bool = False

    def make(
        self,
        entry: Entry,
        kind: WeightType,
        accepted: frozenset[Code],
        stop: Stop,
        tell: Tell,
    ) -> Made:
        """Write the model anew in fewer bits, into the library.

        ``accepted`` are the objections (NOT_SMALLER, TARGET_EXISTS) the user does not mind. Raises
        Stopped, AppError.
        """
        self.library.folder.mkdir(parents=True, exist_ok=True)
        order = QuantiseOrder(
            source=Path(entry.path),
            target=self.library.folder / quantised_name(entry.path, kind.value),
            type=kind,
            allow_requantise=True,  # whoever asks has seen the warning
            allow_larger=Code.NOT_SMALLER in accepted,
            overwrite=Code.TARGET_EXISTS in accepted,
            n_threads=self.threads,
        )
        result = quantise(order, self.start_engine, stop, tell)
        self.library.add(result.target, Source.MADE)
        return Made(str(result.target), result.fallbacks)

    def compare(self, paths: list[str], stop: Stop, tell: Tell) -> tuple[ModelFigures, ...]:
        """Size, memory, speed and perplexity of these files. Raises Stopped, MODEL_TOO_LARGE
        where there is no room for one of them, and other AppErrors."""
        plan = bench_plan(self.threads, quick=self.quick)
        plan = replace(plan, runs=min(plan.runs, 3))
        engines = GuestEngines(self.start_engine, self.room())
        return bench_models([Path(path) for path in paths], plan, engines, stop, tell)
