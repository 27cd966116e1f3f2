"""One job at a time on one engine; a latest-wins place in the queue for each owner.

(Being written: the public methods below are the contract the front ends build on.)
"""

from __future__ import annotations

from collections.abc import Callable

from desktop_lm.jobs.events import Event
from desktop_lm.tasks.task import LoadedModel, Task

Listener = Callable[[Event], None]
TaskFactory = Callable[[LoadedModel], Task]


class JobRunner:
    """All methods may be called from any thread and return at once; events tell what happens."""

    def subscribe(self, listener: Listener) -> None:
        """``listener`` gets every event from now on, on the worker thread."""
        raise NotImplementedError

    def submit(self, owner: str, factory: TaskFactory) -> int:
        """Queue a job for ``owner`` (a tab's name); its number comes back.

        A job of the same owner that still waits is replaced (it ends STOPPED); one that runs
        goes on and the new one waits behind it.
        """
        raise NotImplementedError

    def cancel(self, job: int) -> None:
        """Stop job ``job``: a waiting one leaves the queue, a running one keeps its text."""
        raise NotImplementedError

    def open_model(self, path: str, *, anyway: bool = False) -> None:
        """Load a GGUF file in place of the present model. A running job is stopped first.

        ``anyway`` loads a file that has killed the engine twice (MODEL_KILLED_ENGINE otherwise).
        """
        raise NotImplementedError

    def unload_model(self) -> None:
        """End the engine process, which gives all its memory back."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop everything and wait until the engine process is gone. No event comes after."""
        raise NotImplementedError
