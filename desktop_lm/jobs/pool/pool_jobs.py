"""What the pool of models asks of the jobs that run on them."""

from __future__ import annotations

from typing import Protocol

from desktop_lm.errors import AppError
from desktop_lm.jobs.pool.open_model import OpenModel


class Jobs(Protocol):
    """As :class:`~desktop_lm.jobs.job_loop.JobLoop` knows them."""

    def runs_on(self, model: OpenModel) -> bool:
        """Whether a job runs on it now that should not be broken off for another model."""

    def wait_for(self, model: OpenModel) -> bool:
        """Whether a job waits that will run on it and that somebody asked for."""

    def stop_on(self, model: OpenModel) -> None:
        """End the job that runs on it, if there is one, before it is unloaded; its text is kept."""

    def fail_waiting_for(self, model: OpenModel, error: AppError) -> None:
        """It cannot be had: the jobs that wait for it fail."""
