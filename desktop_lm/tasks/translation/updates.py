"""What a translation tells while it runs, and what it leaves."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_lm.tasks.translation.checks import Finding, Flag, flags_of
from desktop_lm.tasks.translation.prompt import SegmentPair
from desktop_lm.tasks.translation.words import UNKNOWN, Sureness


@dataclass(frozen=True, slots=True)
class TranslationText:
    """``text`` goes to the end of the translation: words, or spacing between segments."""

    text: str


@dataclass(frozen=True, slots=True)
class CutBack:
    """The translation ends after ``length`` characters again: a segment is tried once more."""

    length: int


@dataclass(frozen=True, slots=True)
class SegmentDone:
    """Segment ``index`` of ``total`` is translated. The slices are of source and translation.

    ``sureness`` counts from ``target_start``. ``findings`` is what is doubtful. ``retried``:
    the segment was translated twice. ``known``: its translation was there before, made by a
    person where ``edited``.
    """

    index: int
    total: int
    source_start: int
    source_end: int
    target_start: int
    target_end: int
    tokens_per_second: float
    sureness: Sureness = UNKNOWN
    findings: tuple[Finding, ...] = ()
    retried: bool = False
    known: bool = False
    edited: bool = False

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Of :attr:`findings`."""
        return flags_of(self.findings)


@dataclass(frozen=True, slots=True)
class TranslationResult:
    """The translation as far as it came, and its segments."""

    text: str = ""
    segments: tuple[SegmentPair, ...] = ()
