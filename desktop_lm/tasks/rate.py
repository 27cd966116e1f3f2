"""Speed of a running answer."""

from __future__ import annotations

from time import monotonic


class Rate:
    """Tokens a second over the whole answer so far."""

    def __init__(self) -> None:
        self._started = 0.0
        self._first = 0
        self.value = 0.0

    def update(self, tokens: int) -> float:
        """The rate now that ``tokens`` are out; 0 until there is something to measure."""
        now = monotonic()
        if not self._started:
            self._started, self._first = now, tokens
        elif now > self._started:
            self.value = (tokens - self._first) / (now - self._started)
        return self.value
