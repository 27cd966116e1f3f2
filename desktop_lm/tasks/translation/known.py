"""Translations that are there already, so that only what changed is translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from desktop_lm.tasks.translation.checks import Finding, of_another_variety
from desktop_lm.tasks.translation.protect import Protected
from desktop_lm.tasks.translation.words import UNKNOWN, Sureness


@dataclass(frozen=True, slots=True)
class Known:
    """A segment's translation from an earlier run, with what was doubtful about it then, or from a
    person (``edited``)."""

    target: str
    edited: bool = False
    sureness: Sureness = UNKNOWN
    findings: tuple[Finding, ...] = ()

    def doubts(self, segment: str, variety: str) -> tuple[Finding, ...]:
        """What is doubtful about it where ``variety`` is to be written: a person may not have
        thought of one."""
        if not self.edited:
            return self.findings
        return (*self.findings, *of_another_variety(segment, self.target, variety))


class KnownTranslations(Protocol):
    """What was translated before: the last run of a text being typed, or a memory on a disk.

    One of these belongs to one model, direction and settings. What a person edited wins over what
    a model wrote, whatever stood before it.
    """

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        """The translation of ``segment`` where ``before`` was the segment before it: "" at the
        beginning, or where the one before was not shown to the model. ``fixed`` are the parts of
        it that its file alone says stay, and that a translation has as they are."""


class NothingKnown:
    """Implements :class:`KnownTranslations`: all is new."""

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        """None."""
        del segment, before, fixed
        return None


NOTHING_KNOWN = NothingKnown()
