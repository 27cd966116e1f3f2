"""The parts a GBNF grammar is made of, once it is read."""

from __future__ import annotations

from dataclasses import dataclass

LAST_CHARACTER = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of these ranges (first and last code point), or one of all others."""

    ranges: tuple[tuple[int, int], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Another rule; ``at`` is its place in the text."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; none of them is the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """``part`` from ``least`` to ``most`` times, None: without end."""

    part: Node
    least: int
    most: int | None


Node = Characters | Reference | Sequence | Choice | Repetition
