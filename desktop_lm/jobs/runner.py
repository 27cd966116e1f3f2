"""The jobs layer as its front ends see it: work is handed in from any thread, events come back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import count

from desktop_lm.engine.worker import Worker
from desktop_lm.jobs.events import Event
from desktop_lm.jobs.job import Job, TaskFactory
from desktop_lm.jobs.job_loop import JobLoop, Setup
from desktop_lm.messages import LoadOptions
from desktop_lm.storage.settings import Settings

Listener = Callable[[Event], None]
logger = logging.getLogger(__name__)


class JobRunner:
    """All methods may be called from any thread and return at once; events tell what happens, on
    the worker thread and in order."""

    def __init__(self, worker: Worker, setup: Setup) -> None:
        self._worker = worker
        self._stop = setup.stop
        self._listeners: list[Listener] = []
        self._numbers = count(1)
        self._closed = False
        self._loop = JobLoop(worker, setup, self._emit)
        worker.start()

    def subscribe(self, listener: Listener) -> None:
        """``listener`` gets every event from now on, on the worker thread, after those that say
        which models were chosen before."""

        def begin() -> None:
            for chosen in self._loop.pool.choices:
                self._tell(listener, chosen)
            self._listeners.append(listener)

        self._worker.post(begin)

    def submit(
        self, owner: str, factory: TaskFactory, model_of: str = "", *, gives_way: bool = False
    ) -> int:
        """Queue a job for ``owner`` (a tab's name); its number comes back.

        A job of the same owner that still waits is replaced (it ends STOPPED); one that runs
        goes on and the new one waits behind it. The job runs on the model of ``model_of``, one
        of its owner's purposes; on its owner's where none is named. One that ``gives_way`` runs
        only while nothing else is to be done: it loads no model, and the next job stops it.
        """
        job = Job(next(self._numbers), owner, factory, model_of or owner, gives_way)
        self._worker.post(lambda: self._loop.enqueue(job))
        return job.number

    def cancel(self, job: int) -> None:
        """Stop job ``job``: a waiting one leaves the queue, a running one keeps its text."""
        self._stop.ask(job)
        self._worker.post(lambda: self._loop.cancel(job))

    def open_model(
        self,
        path: str,
        owner: str = "",
        *,
        anyway: bool = False,
        options: LoadOptions | None = None,
    ) -> None:
        """Load a GGUF file as the model of ``owner``, in place of the one it had; "" stands for
        all who have no model of their own. A job that runs on a model nobody uses any more is
        stopped.

        ``anyway`` loads a file that has killed the engine twice (MODEL_KILLED_ENGINE otherwise).
        ``options``, such as those of an offer, are used for this file instead of the settings'.
        """
        self._worker.post(lambda: self._loop.open(path, owner, anyway=anyway, options=options))

    def choose_model(self, path: str, owner: str = "") -> None:
        """From now on ``owner`` ("": all without a model of their own) uses ``path``, which is
        loaded when a job needs it."""
        self._worker.post(lambda: self._loop.choose(path, owner))

    def load_model(self, owner: str) -> None:
        """Load the model that ``owner``'s jobs run on, if one was chosen and is not in memory."""
        self._worker.post(lambda: self._loop.load_for(owner))

    def unload_model(self, path: str = "") -> None:
        """Stop the jobs of the model in ``path`` and end its engine process, which gives all its
        memory back; "" is all models. The next job loads its model again.
        """
        self._worker.post(lambda: self._loop.unload(path))

    def apply(self, settings: Settings, *, reload: bool = False) -> None:
        """Work by ``settings`` from now on.

        Loaded models stay as they are, unless together they are over the limit, or ``reload``
        asks for those to be loaded anew that the changed options concern, when no job needs them.
        A task's model is loaded when a job needs it, the general one too; ``general_model`` ""
        leaves the one that is open.
        """
        self._worker.post(lambda: self._loop.apply(settings, reload=reload))

    def close(self) -> None:
        """Stop everything and wait until the engine processes are gone. No event comes after."""
        self._closed = True
        self._stop.close()
        self._worker.close(self._loop.end, self._loop.pool.force_end)

    def _emit(self, event: Event) -> None:
        for listener in self._listeners:
            self._tell(listener, event)

    def _tell(self, listener: Listener, event: Event) -> None:
        if self._closed:
            return
        try:
            listener(event)
        except Exception:  # a listener's bug must not leave a job half ended
            logger.exception("A listener failed on %s", type(event).__name__)
