"""Many segments translated in shared batches: for files, and wherever nobody reads along.

What a check finds failed is tried once more, with a beam search; the better of the two stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import MAX_BEAMS, Completion, GenerateMany, Reply, Request
from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.languages import BY_CODE
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.translation_checks import (
    BEAMS_TO_RETRY,
    FAILED,
    Finding,
    Flag,
    check,
    doubt,
    flags_of,
)
from desktop_lm.tasks.translation_known import NOTHING_KNOWN, KnownTranslations
from desktop_lm.tasks.translation_prompt import (
    Direction,
    TranslationPrompt,
    most_tokens,
    prompt_for,
)

_IN_A_REQUEST = 96  # segments: the engine has twelve at work, and a stop loses none that is done


@dataclass(frozen=True, slots=True)
class ManySegments:
    """``segments`` are texts of one line each, as :func:`desktop_lm.tasks.segments.segments` cuts
    them. ``beams``: 1 takes the likeliest token each time. ``before``: the text of the segment
    before each, "" for none, by which ``known`` translations are found; () where there are none."""

    segments: tuple[str, ...]
    direction: Direction
    beams: int = 1
    glossary: Glossary = NO_TERMS
    known: KnownTranslations = NOTHING_KNOWN
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """Segment ``index`` is translated.

    Token ``i`` of ``text`` has ``probabilities[i]`` and ends before ``text[ends[i]]``. ``others``
    are translations that a beam search found besides. ``findings`` is what is doubtful, ``retried``
    whether this is the outcome of two tries. ``known``: it was there before, made by a person where
    ``edited``.
    """

    index: int
    text: str
    ends: tuple[int, ...] = ()
    probabilities: tuple[float, ...] = ()
    others: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    retried: bool = False
    known: bool = False
    edited: bool = False

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Of :attr:`findings`."""
        return flags_of(self.findings)


@dataclass(frozen=True, slots=True)
class ManyTranslated:
    """How many segments were translated, and of these tried twice."""

    translated: int = 0
    retried: int = 0


class TranslationManyTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its updates are :class:`Translated`, in the
    order in which they end. Segments that are the same are translated once."""

    def __init__(self, model: LoadedModel, given: ManySegments) -> None:
        self._model = model
        self._given = given
        self._prompt: TranslationPrompt | None = None
        self._places: dict[str, list[int]] = {}  # of each different segment
        self._queue: deque[str] = deque()
        self._asked: list[str] = []  # the segments of the request at work
        self._failed: dict[str, Translated] = {}
        self._second_round = False
        self._updates: list[object] = []
        self._translated = 0
        self._retried = 0

    def next_request(self, request_id: int) -> Request | None:
        """The next batch. Raises AppError(SAME_LANGUAGE, PAIR_NOT_KNOWN)."""
        if self._prompt is None:
            self._prompt = self._begin()
        if not self._queue and not self._second_round:
            self._second_round = True
            self._queue.extend(self._failed)
        if not self._queue:
            return None
        count = min(_IN_A_REQUEST, len(self._queue))
        self._asked = [self._queue.popleft() for _ in range(count)]
        return self._request(request_id, self._prompt)

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Completion):
            segment = self._asked[reply.index]
            self._take(segment, self._translated_from(segment, reply))
        return self.updates()

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> ManyTranslated:
        return ManyTranslated(self._translated, self._retried)

    def _begin(self) -> TranslationPrompt:
        direction = self._given.direction
        if direction.source == direction.target:
            raise AppError(Code.SAME_LANGUAGE, language=BY_CODE[direction.source].english)
        for index, segment in enumerate(self._given.segments):
            self._places.setdefault(clean(segment)[0], []).append(index)
        for segment in self._places:
            if segment.strip():
                self._queue.append(segment)
            else:
                self._report(segment, Translated(0, ""))
        return prompt_for(self._model, direction)

    def _request(self, request_id: int, prompt: TranslationPrompt) -> Request:
        asked = [prompt.ask(segment) for segment in self._asked]
        fixed = asked[0].fixed_parts
        beams = self._given.beams
        if self._second_round:
            beams = min(MAX_BEAMS, max(beams + 1, BEAMS_TO_RETRY))
        return GenerateMany(
            id=request_id,
            prefix=asked[0].parts[:fixed],
            items=tuple(one.parts[fixed:] for one in asked),
            max_tokens=tuple(map(most_tokens, self._asked)),
            stop=("\n", *prompt.stop),  # a segment is one line
            beams=beams,
        )

    def _translated_from(self, segment: str, reply: Completion) -> Translated:
        text = reply.text.rstrip()
        languages = (self._given.direction.source, self._given.direction.target)
        return Translated(
            index=0,
            text=text,
            ends=tuple(min(end, len(text)) for end in reply.ends),
            probabilities=reply.probabilities,
            others=reply.others,
            findings=check(segment, text, languages, reply.stop_reason),
        )

    def _take(self, segment: str, found: Translated) -> None:
        if self._second_round:
            self._retried += len(self._places[segment])
            better = min((self._failed[segment], found), key=lambda one: doubt(one.findings))
            self._report(segment, replace(better, retried=True))
        elif FAILED.intersection(found.flags):
            self._failed[segment] = found
        else:
            self._report(segment, found)

    def _report(self, segment: str, found: Translated) -> None:
        for index in self._places[segment]:
            self._updates.append(replace(found, index=index))
            self._translated += 1
