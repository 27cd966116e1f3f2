"""How long the window keeps a click waiting while an answer streams."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_lm.bench import prompts
from desktop_lm.bench.figure import Figure
from desktop_lm.bench.plan import Plan
from desktop_lm.bench.speed import ENDLESSLY
from desktop_lm.bench.spread import nearest_rank
from desktop_lm.bench.view import ViewProcess

_SHARE = 0.999


def stall_figures(window: ViewProcess, plan: Plan) -> list[Figure]:
    """Lateness of the event loop's beats with streaming answers, and with an idle engine, which
    is what the machine itself does. Raises BenchFailed."""
    idle = window.lateness(plan.stall_seconds)
    busy = window.lateness_streaming(
        plan.stall_seconds, prompts.ENDLESS, ENDLESSLY, plan.view_tokens
    )
    return [
        _worst("max_stall_ms", "longest stall, streaming", busy, at_most=150.0),
        _rank("stall_p999_ms", "stall at p99.9, streaming", busy, at_most=50.0),
        _worst("idle_max_stall_ms", "longest stall, engine idle", idle),
        _rank("idle_stall_p999_ms", "stall at p99.9, engine idle", idle),
    ]


def _worst(
    name: str, label: str, lateness: Sequence[float], at_most: float | None = None
) -> Figure:
    return Figure(name=name, label=label, value=max(lateness) * 1000, unit="ms", at_most=at_most)


def _rank(name: str, label: str, lateness: Sequence[float], at_most: float | None = None) -> Figure:
    value = nearest_rank(lateness, _SHARE) * 1000
    return Figure(name=name, label=label, value=value, unit="ms", at_most=at_most)
