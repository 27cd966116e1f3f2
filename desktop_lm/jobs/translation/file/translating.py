"""A run's segments to the model and their translations back, a few seconds' worth at a time."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from desktop_lm.errors import AppError
from desktop_lm.jobs.chunk_pace import ChunkPace
from desktop_lm.jobs.job import TaskFactory
from desktop_lm.jobs.translation.file.order import FileOrder
from desktop_lm.jobs.translation.file.run_file import (
    Counts,
    DoneSegment,
    OpenSegment,
    Origin,
    RunFile,
)
from desktop_lm.jobs.translation.remembered import Made, Remembered
from desktop_lm.tasks.task import LoadedModel, Task
from desktop_lm.tasks.text.word_count import count_words
from desktop_lm.tasks.translation.known import NOTHING_KNOWN
from desktop_lm.tasks.translation.many_segments import ManySegments, Translated, TranslationManyTask
from desktop_lm.tasks.translation.protect import Protected, parts_of_owner

# Characters: the least keeps the engine's sequences at work, the most a kill's cost low.
_FIRST_CHARACTERS, _MOST_CHARACTERS = 1_500, 16_000


@dataclass(slots=True)
class Chunk:
    """Segments to translate in one job, what of each stays as it is, and what came of them."""

    ids: tuple[int, ...]
    texts: tuple[str, ...]
    kept: tuple[tuple[Protected, ...], ...]
    done: list[DoneSegment]
    begun: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. Speed and time left count what the model translates in this session."""

    counts: Counts
    words_per_second: float
    seconds_left: float | None


class FileTranslating:
    """Hands out chunks of ``run`` and keeps what is translated, in ``remembered`` too. One thread
    at a time; ``take`` may be another's."""

    def __init__(
        self, run: RunFile, order: FileOrder, remembered: Remembered | None = None
    ) -> None:
        self._run = run
        self._order = order
        self._remembered = remembered
        self._pace = ChunkPace(_FIRST_CHARACTERS, _MOST_CHARACTERS)

    def next_chunk(self) -> Chunk | None:
        """The segments to translate next; None where all are."""
        found = self._run.next_segments(self._pace.size, self._cost)
        if not found:
            return None
        ids, texts, kept = zip(*found, strict=True)
        return Chunk(tuple(ids), tuple(texts), tuple(kept), [], monotonic())

    def factory(self, chunk: Chunk) -> TaskFactory:
        """Makes the task that translates ``chunk``."""
        given = ManySegments(
            chunk.texts,
            self._order.direction,
            self._order.beams,
            self._order.glossary,
            self._remembered or NOTHING_KNOWN,
            chunk.kept,
        )

        def make(model: LoadedModel) -> Task:
            chunk.begun = monotonic()  # it may have waited for the model, or behind another tab's
            return TranslationManyTask(model, given)

        return make

    @staticmethod
    def take(chunk: Chunk, update: object) -> None:
        """An update of the chunk's task."""
        if not isinstance(update, Translated):
            return
        origin = Origin.MODEL
        if update.known:
            origin = Origin.EDITED if update.edited else Origin.MEMORY
        chunk.done.append(
            DoneSegment(
                chunk.ids[update.index], update.text, origin, update.retried, update.findings
            )
        )

    def keep(self, chunk: Chunk) -> Progress:
        """Store what was translated of ``chunk``. Raises DISK_FULL, WRITE_FAILED."""
        seconds = monotonic() - chunk.begun
        self._store(chunk, seconds)
        new = [one.text for one, done in _pairs(chunk) if done.origin is Origin.MODEL]
        if new:
            self._pace.ended(sum(map(len, new)), sum(map(count_words, new)), seconds)
        return self.progress()

    def keep_failed(self, chunk: Chunk, error: AppError) -> Progress:
        """The chunk's job failed: keep what there is, and find out which segment it was.

        The next chunks are single segments; one that fails by itself stays as it is and is passed
        over. Raises ``error`` where it does not lie in a segment.
        """
        alone = len(chunk.ids) == 1
        try:
            self._pace.failed(error, alone=alone)
        except AppError:
            self._store(chunk, monotonic() - chunk.begun)
            raise
        if alone and not chunk.done:
            chunk.done.append(DoneSegment(chunk.ids[0], chunk.texts[0], Origin.FAILED))
        self._store(chunk, monotonic() - chunk.begun)
        return self.progress()

    def progress(self) -> Progress:
        """How far the run is."""
        counts = self._run.counts()
        speed = self._pace.speed
        left = (counts.words - counts.words_done) / speed if speed else None
        return Progress(counts, speed, left)

    def _cost(self, segment: OpenSegment) -> int:
        """What is remembered costs nothing."""
        remembered = self._remembered
        is_known = remembered is not None and remembered.knows(segment.text, _fixed(segment))
        return 0 if is_known else len(segment.text)

    def _store(self, chunk: Chunk, seconds: float) -> None:
        if not chunk.done:
            return
        self._run.store(chunk.done, seconds)
        if self._remembered is not None:
            self._remembered.keep(
                Made(one.text, done.target, done.findings, _fixed(one))
                for one, done in _pairs(chunk)
                if done.origin is Origin.MODEL
            )


def _pairs(chunk: Chunk) -> list[tuple[OpenSegment, DoneSegment]]:
    """Each segment that is done, as it was and as it is."""
    asked = map(OpenSegment, chunk.ids, chunk.texts, chunk.kept)
    by_id = {one.id: one for one in asked}
    return [(by_id[done.id], done) for done in chunk.done]


def _fixed(segment: OpenSegment) -> tuple[Protected, ...]:
    """What its text does not tell of how it is translated."""
    return parts_of_owner(segment.text, segment.kept)
