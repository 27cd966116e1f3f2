"""The program's window in a process of its own, seen from the bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_lm.bench.answer import Answer
from desktop_lm.bench.line_child import LineChild, bench_command
from desktop_lm.messages import Load, Sampling


class ViewProcess:
    """A window with the model open; its answers go through runner and bridge onto the page."""

    def __init__(self, load: Load, environment: Mapping[str, str], log: Path) -> None:
        """Show it and wait for the model. Raises BenchFailed."""
        self._child = LineChild(bench_command("window"), environment, log)
        try:
            self._child.ask(load=load.path, n_threads=load.options.n_threads)
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
        """Show the answer to ``text``, on an empty page. Raises BenchFailed."""
        fields = self._child.ask(text=text, sampling=asdict(sampling), max_tokens=max_tokens)
        return Answer(**fields)

    def lateness(self, seconds: float) -> list[float]:
        """Of each beat of the event loop in seconds, while nothing happens. Raises BenchFailed."""
        late: list[float] = self._child.ask(stalls=seconds)["lateness"]
        return late

    def lateness_streaming(
        self, seconds: float, text: str, sampling: Sampling, max_tokens: int
    ) -> list[float]:
        """The same while answers to ``text`` stream, one after the other on a growing page."""
        late: list[float] = self._child.ask(
            stalls=seconds, text=text, sampling=asdict(sampling), max_tokens=max_tokens
        )["lateness"]
        return late
