"""One segment of a text and what it became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.updates import SegmentDone
from desktop_lm.tasks.translation.words import UnsureWord, unsure_words


@dataclass(frozen=True, slots=True)
class Part:
    """``words`` are the unsure ones, their places counted in ``target``. ``written`` is what the
    model wrote where a person has changed it since, and None where nobody has."""

    source: str
    target: str
    words: tuple[UnsureWord, ...] = ()
    findings: tuple[Finding, ...] = ()
    retried: bool = False
    written: str | None = None

    @property
    def is_edited(self) -> bool:
        """Whether a person had a hand in it."""
        return self.written is not None

    def edited(self, target: str) -> Part:
        """The same with a person's words, which nothing is doubtful about."""
        written = self.target if self.written is None else self.written
        return Part(self.source, target, written=written)

    def restored(self) -> Part:
        """The same with the model's words again; what was doubtful about them is not known."""
        return Part(self.source, self.written or "")

    def swapped(self) -> Part:
        """The translation as the text, and the text as what it became."""
        return Part(self.target, self.source)

    def to_json(self) -> list[Any]:
        """To remember; the texts are kept elsewhere."""
        words = [[word.start, word.end, word.probability] for word in self.words]
        findings = [[finding.flag.value, list(finding.what)] for finding in self.findings]
        return [words, findings, self.retried, self.written]


def part_of(source: str, target: str, done: SegmentDone) -> Part:
    """What a task tells of a segment."""
    words = tuple(unsure_words(target, done.sureness))
    return Part(source, target, words, done.findings, done.retried)


def part_from_json(source: str, target: str, value: Sequence[Any]) -> Part:
    """What was remembered. Raises KeyError, TypeError, ValueError where it makes no sense."""
    words, findings, retried, written = value
    found = tuple(
        UnsureWord(int(start), int(end), float(probability)) for start, end, probability in words
    )
    if not all(0 <= word.start < word.end <= len(target) for word in found):
        raise ValueError("a word outside its part")
    if written is not None and not isinstance(written, str):
        raise TypeError("what the model wrote is text")
    marks = tuple(Finding(Flag(flag), tuple(map(str, what))) for flag, what in findings)
    return Part(source, target, found, marks, bool(retried), written)
