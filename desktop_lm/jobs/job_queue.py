"""The jobs that wait: a latest-wins place for each owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from desktop_lm.jobs.job import Job


class JobQueue:
    """Jobs in the order they came, at most one of each owner."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []

    def __iter__(self) -> Iterator[Job]:
        return iter(tuple(self._jobs))

    def put(self, job: Job) -> Job | None:
        """Add a job at the end; the one of its owner that still waited comes back."""
        replaced = self.take(lambda other: other.owner == job.owner)
        self._jobs.append(job)
        return replaced[0] if replaced else None

    def take(self, fits: Callable[[Job], bool]) -> list[Job]:
        """Remove the jobs that fit."""
        taken = [job for job in self._jobs if fits(job)]
        self._jobs = [job for job in self._jobs if job not in taken]
        return taken

    def remove(self, job: Job) -> None:
        """Take out one that is there."""
        self._jobs.remove(job)

    def next(self, ready: Callable[[Job], bool]) -> Job | None:
        """The first that is ready to run, else the first; of those that give way only where no
        other waits. None where none waits. It stays."""
        jobs = [job for job in self._jobs if not job.gives_way] or self._jobs
        return next((job for job in jobs if ready(job)), next(iter(jobs), None))
