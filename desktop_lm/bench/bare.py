"""The bare loop's process, seen from the bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from desktop_lm.bench.answer import Answer
from desktop_lm.bench.line_child import LineChild, bench_command
from desktop_lm.messages import Load, Sampling

# How llama.cpp's threads wait for each other; the engine sets some of these for its own good.
_OPENMP = ("OMP_", "GOMP_", "KMP_")


def plain_environment(engine: Mapping[str, str]) -> dict[str, str]:
    """The engine's environment, with OpenMP as it is by itself."""
    return {name: value for name, value in engine.items() if not name.startswith(_OPENMP)}


class BareLoopProcess:
    """llama.cpp alone, in a process as nice to others as the engine's."""

    def __init__(
        self, load: Load, environment: Mapping[str, str], niceness: int, log: Path
    ) -> None:
        """Start it and load the model. Raises BenchFailed."""
        self._child = LineChild(bench_command("bare-loop"), environment, log)
        try:
            # Before any of llama.cpp's threads starts: they inherit it.
            psutil.Process(self._child.pid).nice(niceness)
            self._child.ask(load=asdict(load))
        except BaseException:
            self._child.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.close()

    def generate(self, text: str, sampling: Sampling, max_tokens: int) -> Answer:
        """Answer ``text``. Raises BenchFailed."""
        run = self._child.ask(text=text, sampling=asdict(sampling), max_tokens=max_tokens)
        return Answer(
            prompt_tokens=run["prompt_tokens"],
            reused_tokens=0,
            tokens=run["tokens"],
            first_tokens=min(1, run["tokens"]),
            first_seconds=run["prompt_seconds"],
            rest_seconds=run["decode_seconds"],
        )
