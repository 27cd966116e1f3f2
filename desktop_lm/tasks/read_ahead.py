"""What another task would ask first, only read: while its text is still being written."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_lm.messages import Count, Generate, ReadAhead, Reply, Request
from desktop_lm.tasks.task import Task


class ReadAheadTask:
    """Implements :class:`desktop_lm.tasks.task.Task` with the requests of ``task`` as far as they
    count, and its first prompt as a ReadAhead. A task that searches for its answers or scores texts
    has no such prompt, and nothing is read for it."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._is_done = False

    def next_request(self, request_id: int) -> Request | None:
        """Raises what ``task`` raises: AppError, Stopped."""
        request = None if self._is_done else self._task.next_request(request_id)
        if isinstance(request, Count):
            return request
        self._is_done = True
        if not isinstance(request, Generate) or request.batches or request.all_threads:
            return None
        return ReadAhead(
            id=request_id,
            parts=request.parts,
            slot=request.slot,
            repeatable=request.repeatable,
        )

    def feed(self, reply: Reply) -> Iterable[object]:
        return () if self._is_done else self._task.feed(reply)

    def updates(self) -> list[object]:
        return []

    def result(self) -> None:
        return None
