"""Builds and wires the parts that need no Qt; the only place that does.

(Being written: ``build_runner`` is the contract.)
"""

from __future__ import annotations

from desktop_lm.jobs.runner import JobRunner


def build_runner(*, scripted: bool = False) -> JobRunner:
    """A runner on a real engine process; ``scripted`` uses the engine's scripted backend
    (tests), whose "model files" are any path."""
    raise NotImplementedError
