"""Work in the background whose answer grows old while it is made."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from desktop_lm.errors import AppError
from desktop_lm.ui.background import Background

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Renewed(Generic[T]):
    """Does ``work`` when asked, once at a time; asked for meanwhile, once more when it is done,
    so that the last answer is never older than the last question."""

    def __init__(
        self, background: Background, work: Callable[[], T], done: Callable[[T], object]
    ) -> None:
        self._background = background
        self._work = work
        self._done = done
        self._runs = self._again = False

    def ask(self) -> None:
        """Things have changed."""
        if self._runs:
            self._again = True
            return
        self._runs = True
        self._background.run(self._work, self._answered, self._failed)

    def _answered(self, answer: T) -> None:
        self._done(answer)
        self._ended()

    def _failed(self, error: AppError) -> None:
        logger.info("Not renewed: %s", error)
        self._ended()

    def _ended(self) -> None:
        self._runs = False
        if self._again:
            self._again = False
            self.ask()
