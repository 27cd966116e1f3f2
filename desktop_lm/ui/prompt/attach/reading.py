"""How documents went into a prompt, for the page and for the history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from desktop_lm.tasks.document.question import SourcesRead
from desktop_lm.tasks.document.summary import PartBegun, SentencesDoubted


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that was read: characters ``start`` to ``end`` of the document called ``name``,
    which stand at ``number`` of ``unit`` ("" where that is not known). ``document`` is the
    :func:`mark_of` its text where another one has the same name, else ""."""

    name: str
    start: int
    end: int
    unit: str = ""
    number: int = 0
    document: str = ""

    def is_of(self, name: str, text: str) -> bool:
        """Whether it is a passage of this document."""
        same = not self.document or self.document == mark_of(text)
        return self.name == name and self.end <= len(text) and same


@dataclass(frozen=True, slots=True)
class Reading:
    """``passages`` of ``total`` were read, numbered from 1; none: the documents went in whole.
    ``part`` of ``parts`` was summarised last; 0 where nothing was done in parts. ``sentences``: the
    passages are sentences that make up the answer. ``doubted`` sentences of the answer say what
    the documents do not."""

    passages: tuple[Cited, ...] = ()
    total: int = 0
    part: int = 0
    parts: int = 0
    sentences: bool = False
    doubted: int = 0

    def to_json(self) -> dict[str, Any]:
        """For the history."""
        return {
            "passages": [
                [c.name, c.start, c.end, c.document, c.unit, c.number] for c in self.passages
            ],
            "total": self.total,
            "part": self.part,
            "parts": self.parts,
            "sentences": self.sentences,
            "doubted": self.doubted,
        }

    @classmethod
    def from_json(cls, values: Any) -> Reading | None:
        """From the history; None where that holds something else."""
        try:
            cited = tuple(
                Cited(str(name), int(start), int(end), str(unit), int(number), "".join(document))
                for name, start, end, *document, unit, number in values["passages"]
            )
            total, part, parts = (int(values[name]) for name in ("total", "part", "parts"))
            doubted = int(values.get("doubted", 0))
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        return cls(cited, total, part, parts, values.get("sentences") is True, doubted)


def read_further(before: Reading | None, update: object) -> Reading | None:
    """``before`` with what an ``update`` of a task tells."""
    if isinstance(update, SourcesRead):
        cited = tuple(_cited(update, at) for at in range(len(update.passages)))
        return Reading(cited, update.total, sentences=update.sentences)
    if isinstance(update, SentencesDoubted):
        return replace(before or Reading(), doubted=update.count)
    if isinstance(update, PartBegun):
        if update.level:
            known = before or Reading()
            return replace(known, part=known.parts)
        return replace(before or Reading(), part=update.number - 1, parts=update.total)
    return before


def mark_of(text: str) -> str:
    """What a document is told by from others of its name."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _cited(read: SourcesRead, at: int) -> Cited:
    passage = read.passages[at]
    source = read.sources[passage.source]
    place = source.place_at(passage.start)
    unit, number = (place.unit, place.number) if place else ("", 0)
    is_named_alike = sum(each.name == source.name for each in read.sources) > 1
    document = mark_of(source.text) if is_named_alike else ""
    return Cited(source.name, passage.start, passage.end, unit, number, document)
