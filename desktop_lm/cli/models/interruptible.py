"""Long work that Ctrl+C ends in good order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from desktop_lm.models.download.progress import StopSignal

T = TypeVar("T")
_WAKE_SECONDS = 0.2  # a signal's handler runs only between waits on some systems


class _Outcome(Generic[T]):
    """What the work came to."""

    def __init__(self) -> None:
        self.result: T | None = None
        self.error: BaseException | None = None


def run_interruptibly(work: Callable[[StopSignal], T]) -> T:
    """Run ``work`` on a thread of its own; Ctrl+C makes its signal ask for a pause.

    Raises what the work raises: Stopped, where it heeded the signal.
    """
    stop = StopSignal()
    outcome: _Outcome[T] = _Outcome()

    def run() -> None:
        try:
            outcome.result = work(stop)
        except BaseException as error:  # noqa: BLE001  it goes on in the thread that waits
            outcome.error = error

    former = signal.signal(signal.SIGINT, lambda *_: stop.pause())
    thread = threading.Thread(target=run, name="models-work")
    try:
        thread.start()
        while thread.is_alive():
            thread.join(_WAKE_SECONDS)
    finally:
        signal.signal(signal.SIGINT, former)
    if outcome.error is not None:
        raise outcome.error
    return outcome.result  # type: ignore[return-value]
