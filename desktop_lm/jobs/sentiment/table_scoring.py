"""A run's texts to the model and its verdicts back, a few seconds' worth at a time."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.chunk_pace import ChunkPace
from desktop_lm.jobs.job import TaskFactory
from desktop_lm.jobs.sentiment.heads import version_of
from desktop_lm.jobs.sentiment.table_run import CLASSIFIERS
from desktop_lm.tables.run_file import Counts, Judged, RunFile
from desktop_lm.tasks.sentiment import many_texts
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.many_texts import ManyInput, SentimentManyTask
from desktop_lm.tasks.sentiment.method import Mode
from desktop_lm.tasks.task import LoadedModel, Task

_FIRST_TEXTS, _MOST_TEXTS = 16, 512


@dataclass(slots=True)
class Chunk:
    """Texts to judge in one job, and what came of them."""

    ids: tuple[int, ...]
    texts: tuple[str, ...]
    verdicts: list[Judged]
    begun: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; speed and time left count the rows of this session."""

    counts: Counts
    rows_per_second: float
    seconds_left: float | None


class TableScoring:
    """Hands out chunks of ``run`` and keeps what is judged. One thread at a time; ``take`` may be
    another's."""

    def __init__(self, run: RunFile, mode: Mode = Mode.FAST, profile: Head | None = None) -> None:
        self._run = run
        self._mode = mode
        self._profile = profile
        self._pace = ChunkPace(_FIRST_TEXTS, _MOST_TEXTS)
        self._counts = run.counts()
        self._classifiers = run.about.method.get(CLASSIFIERS)  # None: they are not asked

    def next_chunk(self) -> Chunk | None:
        """The texts to judge next; None where all are."""
        found = self._run.next_texts(self._pace.size)
        if not found:
            return None
        ids, texts = zip(*found, strict=True)
        return Chunk(tuple(ids), tuple(texts), [], monotonic())

    def factory(self, chunk: Chunk) -> TaskFactory:
        """Makes the task that judges ``chunk``, as all before it were judged; else it raises
        RUN_CLASSIFIER_MISSING, RUN_DIFFERENT."""
        given = ManyInput(chunk.texts, self._mode, self._profile)

        def make(model: LoadedModel) -> Task:
            self._check_classifiers(model)
            return SentimentManyTask(model, given)

        return make

    def _check_classifiers(self, model: LoadedModel) -> None:
        """The engine may have started anew since the run began, and found others or none."""
        found = version_of(model.heads)
        if self._classifiers in (None, found):
            return
        path = str(self._run.path)
        if not found:
            raise AppError(Code.RUN_CLASSIFIER_MISSING, path=path)
        raise AppError(Code.RUN_DIFFERENT, path=path, what=CLASSIFIERS)

    @staticmethod
    def take(chunk: Chunk, update: object) -> None:
        """An update of the chunk's task."""
        if not isinstance(update, many_texts.Judged):
            return
        verdict, text_id = update.verdict, chunk.ids[update.index]
        if verdict is None:
            chunk.verdicts.append(_failed(text_id))
        else:
            chunk.verdicts.append(
                Judged(text_id, verdict.label, verdict.unsure, verdict.probabilities)
            )

    def keep(self, chunk: Chunk) -> Progress:
        """Store what was judged of ``chunk``. Raises DISK_FULL, WRITE_FAILED."""
        rows = self._store(chunk.verdicts)
        seconds = monotonic() - chunk.begun
        if chunk.verdicts:
            self._pace.ended(len(chunk.verdicts), rows, seconds)
        return self.progress()

    def keep_failed(self, chunk: Chunk, error: AppError) -> Progress:
        """The chunk's job failed: keep what there is, and find out which text it was.

        The next chunks are single texts; one that fails by itself is marked and passed over.
        Raises ``error`` where it does not lie in a text.
        """
        alone = len(chunk.ids) == 1
        try:
            self._pace.failed(error, alone=alone)
        except AppError:
            self._store(chunk.verdicts)
            raise
        self._store([_failed(chunk.ids[0])] if alone else chunk.verdicts)
        return self.progress()

    def _store(self, verdicts: list[Judged]) -> int:
        """Put them on the disk; how many rows have them."""
        if not verdicts:
            return 0
        self._run.store(verdicts)
        rows = self._run.rows_with([verdict.text_id for verdict in verdicts])
        counts = self._counts
        self._counts = counts._replace(
            rows_done=counts.rows_done + rows, texts_done=counts.texts_done + len(verdicts)
        )
        return rows

    def progress(self) -> Progress:
        """How far the run is."""
        speed = self._pace.speed
        left = (self._counts.rows - self._counts.rows_done) / speed if speed else None
        return Progress(self._counts, speed, left)


def _failed(text_id: int) -> Judged:
    return Judged(text_id, "", unsure=False, shares=())
