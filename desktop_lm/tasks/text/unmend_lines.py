"""The line breaks of a page brought back into a text that was written on since."""

from __future__ import annotations

from itertools import takewhile


def unmended(original: str, mended: str, now: str) -> tuple[str, str, str]:
    """What ``original`` has before the words that were written since it was ``mended``, these words
    as they stand in ``now``, and what it has behind them. No word of ``now`` is lost."""
    before = _shared(mended, now)
    most = min(len(mended), len(now)) - before
    behind = min(most, _shared(mended[::-1], now[::-1]))
    written = now[before : len(now) - behind]
    head = original[: _reach(original, mended[:before])]
    tail = original[len(original) - _reach(original[::-1], mended[::-1][:behind]) :]
    return head, written, tail


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _reach(original: str, mended: str) -> int:
    """How far ``original`` goes that became ``mended``: hyphens, numbers of pages and blanks may
    have gone. Blanks at its end go along, where it has any there."""
    at = 0
    for character in mended:
        if not character.isspace():
            at = original.index(character, at) + 1
    if mended[-1:].isspace():
        while original[at : at + 1].isspace():
            at += 1
    return at
