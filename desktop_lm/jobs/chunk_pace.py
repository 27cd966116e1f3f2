"""Long work cut into jobs of a few seconds: how much goes into the next one, and how fast it goes.

A chunk is a job like any other, so that the other tabs' work gets its turn between two, pausing
is not to hand in the next, and a kill costs one chunk.
"""

from __future__ import annotations

from collections import deque

from desktop_lm.errors import AppError, Code

CHUNK_SECONDS = 3.0
_REMEMBERED = 20  # chunks that the speed is worked out from
# Errors that lie in one text; with any other the next text would fare no better.
_OF_ONE_TEXT = frozenset(
    {
        *(Code.PROMPT_TOO_LONG, Code.MESSAGE_TOO_LARGE, Code.DECODE_FAILED, Code.EMPTY_TEXT),
        *(Code.ENGINE_CRASHED, Code.ENGINE_UNRESPONSIVE, Code.WIRE_BROKEN, Code.INTERNAL),
    }
)
_MOST_FAILURES = 3  # in a row


def lies_in_a_text(error: AppError) -> bool:
    """Whether other texts may do where one failed with ``error``."""
    return error.code in _OF_ONE_TEXT


class ChunkPace:
    """``size`` is how much the next chunk may hold, in whatever unit the work is measured."""

    def __init__(self, first: int, most: int) -> None:
        self.size = self._least = first
        self._most = most
        self._failures = 0
        self._speeds: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)

    def ended(self, size: int, counted: int, seconds: float) -> None:
        """A chunk took so long; ``size`` of it is done, and ``counted`` is what the speed tells."""
        self._failures = 0
        self._speeds.append((counted, seconds))
        fitting = round(size * CHUNK_SECONDS / max(seconds, 1e-3))
        self.size = max(self._least, min(self._most, fitting))

    def failed(self, error: AppError, *, alone: bool) -> None:
        """A chunk failed with ``error``: the next ones hold a single text, to find which it was.
        ``alone``: it was one already, and is to be passed over.

        Raises ``error`` where it does not lie in a text, or text after text fails.
        """
        if not lies_in_a_text(error):
            raise error
        if alone:
            self._failures += 1
            if self._failures > _MOST_FAILURES:
                raise error
        self.size = 1

    @property
    def speed(self) -> float:
        """What was counted, a second; 0 before anything was."""
        seconds = sum(seconds for _, seconds in self._speeds)
        return sum(counted for counted, _ in self._speeds) / seconds if seconds else 0.0
