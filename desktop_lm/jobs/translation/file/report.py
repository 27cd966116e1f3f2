"""What came of the translation of a file: nothing is passed over in silence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.unit import Place
from desktop_lm.tasks.translation.checks import Flag


@dataclass(frozen=True, slots=True)
class Doubt:
    """A segment at which something is doubtful, or that ``failed`` and stands untranslated.

    ``what`` the doubt is about: the number, the part, the term's two sides.
    """

    place: Place
    source: str
    target: str
    flag: Flag | None
    what: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the segment was left as it was."""
        return self.flag is None


@dataclass(frozen=True, slots=True)
class FileReport:
    """Counts of segments as often as they come: ``segments_in`` in the file that was read,
    ``segments_out`` in the one that was written.

    Of these ``repeated`` are the same as one before; of the different ones ``translated`` came
    from the model, ``from_memory`` from what it made earlier, ``edited`` from a person, and
    ``failed`` from nowhere. ``retried`` were translated twice. ``seconds`` the model worked, and
    ``words`` of the source it translated in them.
    """

    source: str
    target: str
    kind: FileKind
    source_language: str
    target_language: str
    bilingual: bool
    units: int
    segments_in: int
    segments_out: int
    repeated: int
    translated: int
    from_memory: int
    edited: int
    failed: int
    retried: int
    flagged: int
    words: int
    seconds: float
    doubts: tuple[Doubt, ...]

    @property
    def words_per_second(self) -> float:
        """Of the model; 0 where all was there already."""
        return self.words / self.seconds if self.words and self.seconds else 0.0

    @property
    def flags(self) -> dict[Flag, int]:
        """How many segments each flag stands at."""
        found: dict[Flag, int] = {}
        for doubt in self.doubts:
            if doubt.flag is not None:
                found[doubt.flag] = found.get(doubt.flag, 0) + 1
        return found

    def to_json(self) -> dict[str, Any]:
        """All of it, as JSON can hold it."""
        values = asdict(self)
        del values["doubts"]
        return {
            **values,
            "kind": self.kind.value,
            "seconds": round(self.seconds, 3),
            "words_per_second": round(self.words_per_second, 2),
            "flags": {flag.value: count for flag, count in self.flags.items()},
            "doubts": [
                {
                    "place": asdict(doubt.place),
                    "flag": doubt.flag.value if doubt.flag else "failed",
                    "what": list(doubt.what),
                    "source": doubt.source,
                    "target": doubt.target,
                }
                for doubt in self.doubts
            ],
        }
