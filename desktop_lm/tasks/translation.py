"""Translation: segment by segment, line breaks and spacing kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TranslationInput:
    """``source`` and ``target`` are codes of :data:`desktop_lm.tasks.languages.LANGUAGES`."""

    text: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class TranslationText:
    """``text`` goes to the end of the translation: words, or spacing between segments."""

    text: str


@dataclass(frozen=True, slots=True)
class SegmentDone:
    """Segment ``index`` of ``total`` is translated. The slices are of source and translation."""

    index: int
    total: int
    source_start: int
    source_end: int
    target_start: int
    target_end: int
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class SegmentPair:
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class TranslationResult:
    """The translation as far as it came, and its segments."""

    text: str = ""
    segments: tuple[SegmentPair, ...] = ()
