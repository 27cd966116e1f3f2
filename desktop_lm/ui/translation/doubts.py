"""What is doubtful about the translation that is shown: parts a check marked, unsure words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from desktop_lm.tasks.translation_checks import Flag
from desktop_lm.tasks.translation_updates import SegmentDone
from desktop_lm.tasks.translation_words import UnsureWord, unsure_words


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """Part ``number`` of the text, counted from 0."""

    number: int
    flags: tuple[Flag, ...]
    retried: bool


@dataclass(frozen=True, slots=True)
class Doubts:
    """``words`` count in characters of the whole translation."""

    parts: tuple[MarkedPart, ...] = ()
    words: tuple[UnsureWord, ...] = ()

    def with_segment(self, done: SegmentDone, translation: str) -> Doubts:
        """The same with what is doubtful about one part more, which ends ``translation``."""
        text = translation[done.target_start : done.target_end]
        words = tuple(
            UnsureWord(
                done.target_start + word.start, done.target_start + word.end, word.probability
            )
            for word in unsure_words(text, done.sureness)
        )
        part = MarkedPart(done.index, done.flags, done.retried)
        return Doubts((*self.parts, *([part] if done.flags else [])), (*self.words, *words))

    def word_at(self, position: int) -> UnsureWord | None:
        """The unsure word that ``position`` is in."""
        found = (word for word in self.words if word.start <= position <= word.end)
        return next(found, None)

    def to_json(self) -> dict[str, Any]:
        """To remember."""
        return {
            "parts": [[part.number, list(part.flags), part.retried] for part in self.parts],
            "words": [[word.start, word.end, word.probability] for word in self.words],
        }

    @classmethod
    def from_json(cls, value: Any, length: int) -> Doubts:
        """What was remembered of a translation of ``length`` characters; none where anything is
        missing or wrong in it."""
        try:
            parts = tuple(
                MarkedPart(int(number), tuple(map(Flag, flags)), bool(retried))
                for number, flags, retried in value["parts"]
            )
            words = tuple(
                UnsureWord(int(start), int(end), float(probability))
                for start, end, probability in value["words"]
            )
        except (KeyError, TypeError, ValueError):
            return NONE
        return cls(parts, words) if _fits(words, length) else NONE


NONE = Doubts()


def _fits(words: Iterable[UnsureWord], length: int) -> bool:
    return all(0 <= word.start < word.end <= length for word in words)
