"""The file of a run: every segment once, however often it comes, and its translation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from desktop_lm.jobs.translation.file.cutting import Cut
from desktop_lm.tables import run_database
from desktop_lm.tables.run_base import RunBase
from desktop_lm.tables.source import Source
from desktop_lm.tasks.text.word_count import count_words
from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.protect import Protected

_SECONDS = "seconds"
_MOST_SEGMENTS = 500  # of a chunk
FORM = run_database.Form(
    application=0x64_6C_6D_66,  # "dlmf"
    version=1,
    schema="""
CREATE TABLE segments (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    kept TEXT NOT NULL,     -- JSON: what of it stays as it is
    words INTEGER NOT NULL,
    times INTEGER NOT NULL,
    target TEXT,            -- NULL: not translated yet
    origin TEXT,
    retried INTEGER,
    findings TEXT           -- JSON
);
CREATE INDEX segments_open ON segments (id) WHERE target IS NULL;
""",
)


class Origin(StrEnum):
    """Where a segment's translation comes from."""

    MODEL = "model"
    MEMORY = "memory"  # a model made it earlier
    EDITED = "edited"  # a person wrote it
    FAILED = "failed"  # from nowhere: it stays as it is


@dataclass(frozen=True, slots=True)
class RunAbout:
    """A run goes on with the same file and the same ``method`` only."""

    source: Source
    method: Mapping[str, str]


class OpenSegment(NamedTuple):
    """A segment that is not translated, and what of it stays as it is."""

    id: int
    text: str
    kept: tuple[Protected, ...]


class DoneSegment(NamedTuple):
    """The translation of segment ``id``."""

    id: int
    target: str
    origin: Origin
    retried: bool = False
    findings: tuple[Finding, ...] = ()


class Counts(NamedTuple):
    """How far a run is: ``segments`` as often as they come, ``different`` ones once. Words are
    those of different segments: the others cost nothing."""

    segments: int
    done: int
    different: int
    words: int
    words_done: int

    @property
    def is_done(self) -> bool:
        return self.done == self.segments


class RunFile(RunBase):
    """A run over a file's segments."""

    form = FORM

    @classmethod
    def create(cls, path: Path, about: RunAbout) -> Self:
        """A new run without segments. Raises RUN_UNFINISHED, DISK_FULL, WRITE_FAILED."""
        return cls.made(path, asdict(about))

    @property
    def about(self) -> RunAbout:
        """What the run is over. Raises RUN_DAMAGED."""
        return self.over(lambda found: RunAbout(Source(**found["source"]), dict(found["method"])))

    @property
    def seconds(self) -> float:
        """How long the model has worked, in all sessions."""
        return float(self.value(_SECONDS) or 0.0)

    def begin_reading(self) -> None:
        """Forget what a reading that was broken off left."""
        with run_database.transaction(self.connection, self.path):
            self.connection.execute("DELETE FROM segments")

    def add(self, cuts: Iterable[Cut]) -> None:
        """Segments as they come; one that is there already comes once more."""
        with run_database.transaction(self.connection, self.path):
            self.connection.executemany(
                "INSERT INTO segments (hash, text, kept, words, times) VALUES (?, ?, ?, ?, 1)"
                " ON CONFLICT (hash) DO UPDATE SET times = times + 1",
                [(_hash(cut), cut.text, _kept_json(cut), count_words(cut.text)) for cut in cuts],
            )

    def counts(self) -> Counts:
        """How far the run is."""
        with run_database.errors_told(self.path):
            found = self.connection.execute(
                "SELECT total(times), total(times * (target IS NOT NULL)), count(*),"
                " total(words), total(words * (target IS NOT NULL)) FROM segments"
            ).fetchone()
        return Counts(*map(int, found))

    def next_segments(
        self, characters: int, cost: Callable[[OpenSegment], int]
    ) -> list[OpenSegment]:
        """The first that are not translated: at least one, so many that they ``cost`` this number
        of characters, and not more than are easily handled at once."""
        found: list[OpenSegment] = []
        taken = 0
        with run_database.errors_told(self.path):
            for number, text, kept in self.connection.execute(
                "SELECT id, text, kept FROM segments WHERE target IS NULL ORDER BY id LIMIT ?",
                (_MOST_SEGMENTS,),
            ):
                segment = OpenSegment(number, text, _kept(kept))
                taken += cost(segment)
                if found and taken > characters:
                    break
                found.append(segment)
        return found

    def store(self, done: Sequence[DoneSegment], seconds: float) -> None:
        """Keep these, which took the model so long; on the disk when this returns."""
        total = self.seconds + seconds
        with run_database.transaction(self.connection, self.path):
            self.connection.executemany(
                "UPDATE segments SET target = ?, origin = ?, retried = ?, findings = ?"
                " WHERE id = ? AND target IS NULL",
                [
                    (one.target, one.origin, one.retried, _findings_json(one.findings), one.id)
                    for one in done
                ],
            )
            self.connection.execute(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", (_SECONDS, json.dumps(total))
            )

    def translation(self, cut: Cut) -> DoneSegment | None:
        """What became of a segment; None where it is not translated or never came."""
        with run_database.errors_told(self.path):
            row = self.connection.execute(
                "SELECT id, target, origin, retried, findings FROM segments"
                " WHERE hash = ? AND target IS NOT NULL",
                (_hash(cut),),
            ).fetchone()
        if row is None:
            return None
        number, target, origin, retried, findings = row
        found = tuple(Finding(Flag(flag), tuple(what)) for flag, what in json.loads(findings))
        return DoneSegment(number, target, Origin(origin), bool(retried), found)


def _hash(cut: Cut) -> bytes:
    whole = f"{cut.text}\0{_kept_json(cut)}"
    return hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=16).digest()


def _kept_json(cut: Cut) -> str:
    return msgspec.json.encode(cut.kept).decode() if cut.kept else ""


def _kept(written: str) -> tuple[Protected, ...]:
    return msgspec.json.decode(written, type=tuple[Protected, ...]) if written else ()


def _findings_json(findings: tuple[Finding, ...]) -> str:
    return json.dumps([(finding.flag, finding.what) for finding in findings])
