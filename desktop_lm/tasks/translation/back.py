"""A translation translated back, to see what a reader of the other language would read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_lm.messages import Reply, Request
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.word_difference import Difference, compare
from desktop_lm.tasks.translation.many_segments import ManySegments, Translated, TranslationManyTask
from desktop_lm.tasks.translation.prompt import Direction, SegmentPair


@dataclass(frozen=True, slots=True)
class BackInput:
    """``pairs`` are the segments with their translations, ``direction`` the one they were made in:
    this goes the other way."""

    pairs: tuple[SegmentPair, ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class BackTranslated:
    """The translation of segment ``index`` says ``text`` in the source's language.

    ``difference.first`` are stretches of the segment, ``difference.second`` of ``text``.
    """

    index: int
    text: str
    difference: Difference


class BackTranslationTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its updates are :class:`BackTranslated`, in
    the order in which they end, and its result is all of them in the order of the segments."""

    def __init__(self, model: LoadedModel, given: BackInput) -> None:
        self._pairs = given.pairs
        back = Direction(given.direction.target, given.direction.source)
        texts = tuple(pair.target for pair in given.pairs)
        self._task = TranslationManyTask(model, ManySegments(texts, back))
        self._done: dict[int, BackTranslated] = {}

    def next_request(self, request_id: int) -> Request | None:
        """The next batch. Raises AppError(SAME_LANGUAGE, PAIR_NOT_KNOWN)."""
        return self._task.next_request(request_id)

    def feed(self, reply: Reply) -> Iterable[object]:
        return self._compared(self._task.feed(reply))

    def updates(self) -> Iterable[object]:
        return self._compared(self._task.updates())

    def result(self) -> tuple[BackTranslated, ...]:
        return tuple(self._done[index] for index in sorted(self._done))

    def _compared(self, updates: Iterable[object]) -> list[object]:
        return [
            self._take(update) if isinstance(update, Translated) else update for update in updates
        ]

    def _take(self, found: Translated) -> BackTranslated:
        difference = compare(self._pairs[found.index].source, found.text)
        self._done[found.index] = BackTranslated(found.index, found.text, difference)
        return self._done[found.index]
