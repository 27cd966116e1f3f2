"""A run's texts to the model and its verdicts back, a few seconds' worth at a time.

A chunk is a job like any other, so that the other tabs' work gets its turn between two, pausing
is not to hand in the next, and a kill costs one chunk.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from time import monotonic

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.job import TaskFactory
from desktop_lm.tables.run_file import Counts, Judged, RunFile
from desktop_lm.tasks import sentiment_many
from desktop_lm.tasks.sentiment_head import Head
from desktop_lm.tasks.sentiment_many import ManyInput, SentimentManyTask
from desktop_lm.tasks.sentiment_method import Mode
from desktop_lm.tasks.task import LoadedModel, Task

_CHUNK_SECONDS = 3.0
_FIRST_TEXTS, _MOST_TEXTS = 16, 512
_REMEMBERED = 20  # chunks that the speed is worked out from
# Errors that lie in one text; with any other the next text would fare no better.
_OF_ONE_TEXT = frozenset(
    {
        *(Code.PROMPT_TOO_LONG, Code.MESSAGE_TOO_LARGE, Code.DECODE_FAILED, Code.EMPTY_TEXT),
        *(Code.ENGINE_CRASHED, Code.ENGINE_UNRESPONSIVE, Code.WIRE_BROKEN, Code.INTERNAL),
    }
)
_MOST_FAILURES = 3  # in a row


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
        self._size = _FIRST_TEXTS
        self._counts = run.counts()
        self._failures = 0
        self._speeds: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)

    def next_chunk(self) -> Chunk | None:
        """The texts to judge next; None where all are."""
        found = self._run.next_texts(self._size)
        if not found:
            return None
        ids, texts = zip(*found, strict=True)
        return Chunk(tuple(ids), tuple(texts), [], monotonic())

    def factory(self, chunk: Chunk) -> TaskFactory:
        """Makes the task that judges ``chunk``."""
        given = ManyInput(chunk.texts, self._mode, self._profile)

        def make(model: LoadedModel) -> Task:
            return SentimentManyTask(model, given)

        return make

    @staticmethod
    def take(chunk: Chunk, update: object) -> None:
        """An update of the chunk's task."""
        if not isinstance(update, sentiment_many.Judged):
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
            self._failures = 0
            self._speeds.append((rows, seconds))
            self._size = _fitting(len(chunk.verdicts) * _CHUNK_SECONDS / max(seconds, 1e-3))
        return self.progress()

    def keep_failed(self, chunk: Chunk, error: AppError) -> Progress:
        """The chunk's job failed: keep what there is, and find out which text it was.

        The next chunks are single texts; one that fails by itself is marked and passed over.
        Raises ``error`` where it does not lie in a text.
        """
        if error.code not in _OF_ONE_TEXT:
            self.keep(chunk)
            raise error
        if len(chunk.ids) == 1:
            self._failures += 1
            if self._failures > _MOST_FAILURES:
                raise error
            self._store([_failed(chunk.ids[0])])
        else:
            self._store(chunk.verdicts)
        self._size = 1
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
        rows = sum(rows for rows, _ in self._speeds)
        seconds = sum(seconds for _, seconds in self._speeds)
        speed = rows / seconds if seconds else 0.0
        left = (self._counts.rows - self._counts.rows_done) / speed if speed else None
        return Progress(self._counts, speed, left)


def _failed(text_id: int) -> Judged:
    return Judged(text_id, "", unsure=False, shares=())


def _fitting(texts: float) -> int:
    return max(_FIRST_TEXTS, min(_MOST_TEXTS, round(texts)))
