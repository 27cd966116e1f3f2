"""How many cells a text will come to take, before it is written: as those before it did.

Reckoned by the most that a text may become, a few would fill the context and most of a batch stay
empty; reckoned by too little, texts must be begun again. How long a translation is for its source,
and how much the beginnings that a search follows have in common, is much the same for texts of one
request: so the first are taken to be as the usual ones are, and the others as the first were.
"""

from __future__ import annotations

_SPARE = 8  # tokens: the shorter a text, the longer for its length is what follows
_USUAL = 100  # tokens of texts that tell as much as what is usual does


class Growth:
    """Learns from the texts of one request, each searched with ``beams`` beginnings."""

    def __init__(self, beams: int) -> None:
        self._read = _USUAL
        self._written = _USUAL * (3 + beams) / 4

    def likely(self, prompt: int) -> int:
        """Cells for what follows a prompt of so many tokens."""
        return round((prompt + _SPARE) * self._written / self._read)

    def ended(self, prompt: int, cells: int) -> None:
        """What followed such a prompt took at most so many."""
        self._read += prompt + _SPARE
        self._written += cells
