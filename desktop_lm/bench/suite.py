"""All measurements in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop_lm.bench.bare import BareLoopProcess, plain_environment
from desktop_lm.bench.figure import Figure, median_of
from desktop_lm.bench.inspect import inspect_figures
from desktop_lm.bench.line_child import isolated_environment
from desktop_lm.bench.pipe import PipeEngine
from desktop_lm.bench.plan import Plan
from desktop_lm.bench.prefix import prefix_figures
from desktop_lm.bench.restored import restored_figures
from desktop_lm.bench.speed import engine_figures, view_figures
from desktop_lm.bench.spread import interleave, ratios
from desktop_lm.bench.stalls import stall_figures
from desktop_lm.bench.view import ViewProcess
from desktop_lm.bench.window_start import (
    WindowStart,
    empty_window_command,
    program_command,
    start_window,
)
from desktop_lm.messages import Load

Say = Callable[[str], None]


def measure(load: Load, plan: Plan, say: Say) -> list[Figure]:
    """The figures of the plan's parts; ``say`` hears what comes next. Raises AppError,
    BenchFailed."""
    figures: list[Figure] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        engine = stack.enter_context(PipeEngine(load, folder / "engine.log"))
        figures.append(_compute_buffer(engine))
        if "engine" in plan.parts:
            say("prompt and answer, bare loop and engine")
            figures += _engine(engine, load, plan, folder)
        if "inspect" in plan.parts:
            say("an answer with and without its probabilities")
            figures += inspect_figures(engine, plan)
        if "prefix" in plan.parts:
            say("a known beginning")
            figures += prefix_figures(engine, plan)
        if "restored" in plan.parts:
            say("first answers after a restart")
            figures += restored_figures(load, plan, folder)
        if "view" in plan.parts or "stalls" in plan.parts:
            figures += _window(engine, load, plan, folder, say)
    if "window" in plan.parts:
        say("start and memory of the window")
        figures += _window_start(load, plan)
    return figures


def _compute_buffer(engine: PipeEngine) -> Figure:
    return Figure(
        name="compute_buffer_mib",
        label="compute buffer",
        value=engine.compute_buffer_mib(),
        unit="MiB",
        at_most=20.0,
    )


def _engine(engine: PipeEngine, load: Load, plan: Plan, folder: Path) -> list[Figure]:
    ours, niceness = engine.environment, engine.niceness
    with (
        BareLoopProcess(load, plain_environment(ours), niceness, folder / "bare.log") as bare,
        BareLoopProcess(load, ours, niceness, folder / "bare-same.log") as bare_same,
    ):
        return engine_figures(engine, bare, bare_same, plan)


def _window(engine: PipeEngine, load: Load, plan: Plan, folder: Path, say: Say) -> list[Figure]:
    figures: list[Figure] = []
    with ViewProcess(load, isolated_environment(folder), folder / "window.log") as window:
        if "view" in plan.parts:
            say("a long answer, in the pipe and on the page")
            figures += view_figures(engine, window, plan)
        if "stalls" in plan.parts:
            say("stalls of the window")
            figures += stall_figures(window, plan)
    return figures


def _window_start(load: Load, plan: Plan) -> list[Figure]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = _with_bytecode(isolated_environment(Path(folder)), Path(folder))
        commands = [program_command(load.path), empty_window_command()]

        def starts_of(command: Sequence[str]) -> Callable[[int], WindowStart]:
            start_window(command, environment)  # what is only done once is done
            return lambda _: start_window(command, environment)

        ours, empty = interleave([starts_of(command) for command in commands], plan.pairs)
    return _start_figures(ours, empty)


def _with_bytecode(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """``environment`` where both windows find their modules compiled, as in an installed
    program; the first start of each, which is not measured, writes them into ``folder``."""
    result = {**environment, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    result.pop("PYTHONDONTWRITEBYTECODE", None)
    return result


def _start_figures(ours: list[WindowStart], empty: list[WindowStart]) -> list[Figure]:
    """MB are millions of bytes."""
    started = [[start.seconds * 1000 for start in starts] for starts in (ours, empty)]
    pairs = list(zip(ours, empty, strict=True))
    return [
        median_of(
            ratios(*started),
            name="window_start_ratio",
            label="start to first picture: window / empty window",
            at_most=1.5,
        ),
        median_of(
            [mine.rss_mb - other.rss_mb for mine, other in pairs],
            name="window_memory_mb",
            label="memory over an empty window",
            unit="MB",
            at_most=60.0,
        ),
        median_of(
            [mine.uss_mb - other.uss_mb for mine, other in pairs],
            name="window_own_memory_mb",
            label="memory over an empty window, shared pages left out",
            unit="MB",
        ),
        median_of(started[0], name="window_start_ms", label="start, window", unit="ms"),
        median_of(started[1], name="empty_window_start_ms", label="start, empty window", unit="ms"),
        median_of(
            [mine.rss_mb for mine in ours],
            name="window_rss_mb",
            label="memory, window",
            unit="MB",
        ),
        median_of(
            [other.rss_mb for other in empty],
            name="empty_window_rss_mb",
            label="memory, empty window",
            unit="MB",
        ),
    ]
