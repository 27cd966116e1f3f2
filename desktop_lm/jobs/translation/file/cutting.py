"""A unit of a file cut into segments, the same way when it is read and when it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from desktop_lm.documents.translatable.unit import Unit
from desktop_lm.jobs.translation.file.order import FileOrder
from desktop_lm.tasks.translation.protect import Protected
from desktop_lm.tasks.translation.text import CutText


class Cut(NamedTuple):
    """A segment and what of it stays as it is."""

    text: str
    kept: tuple[Protected, ...]


def cut_unit(unit: Unit, order: FileOrder) -> CutText:
    """The unit's text, cut."""
    fixed = [(span.start, span.end) for span in unit.spans if span.fixed]
    return CutText(unit.text, order.source_language, order.target_language, fixed)


def cuts_of(text: CutText) -> Iterator[Cut]:
    """Its segments in order."""
    return map(Cut, text.segments, text.kept)
