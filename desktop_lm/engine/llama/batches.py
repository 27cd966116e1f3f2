"""In which batches a prompt is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

_SHORT = 32  # tokens; reading so few again costs nothing that anybody notices


def batch_sizes(
    prompt: int, done: int, most: int, wanted: Sequence[tuple[int, int]] = (), border: int = 0
) -> list[int]:
    """The sizes of the batches for the rest of a prompt of which ``done`` tokens are there.

    ``wanted`` are those of an earlier time, if they fit. The last token gets a batch of its own
    behind a long one: when the prompt is to be answered again, only that one is read again.
    ``border`` is a place where a batch ends in any case, if it is not there yet; 0 for none.
    """
    told = sum(size * count for size, count in wanted)  # by strangers' files, perhaps
    if not done and told == prompt and all(0 < size <= most and n > 0 for size, n in wanted):
        return [size for size, count in wanted for _ in range(count)]
    before = border - done if done < border < prompt else 0
    sizes = _full(before, most) + _full(prompt - done - before, most)
    if sizes and sizes[-1] > _SHORT:
        sizes[-1:] = [sizes[-1] - 1, 1]
    return sizes


def _full(tokens: int, most: int) -> list[int]:
    return [most] * (tokens // most) + ([tokens % most] if tokens % most else [])


def run_lengths(sizes: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Sizes in their order, with how often each came in a row."""
    return tuple((size, len(list(run))) for size, run in groupby(sizes))
