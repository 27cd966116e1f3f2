"""Many segments translated in shared batches: for files, and wherever nobody reads along.

What a check finds failed is tried once more in another way; the better of the two stays. The
segment before is not shown to the model: all prompts of a batch share one beginning, which is read
once, and no segment has to wait for the translation of another.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Completion,
    PromptPart,
    Reply,
    Request,
)
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.translation.checks import Finding, Flag, flags_of
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.translation.known import NOTHING_KNOWN, Known, KnownTranslations
from desktop_lm.tasks.translation.prompt import (
    AS_THE_MODEL_WANTS,
    Direction,
    TranslationPrompt,
    prompt_for,
)
from desktop_lm.tasks.translation.protect import Protected, missing_parts, parts_of_owner
from desktop_lm.tasks.translation.requests import searched
from desktop_lm.tasks.translation.tries import Answer, Attempt, Outcome, Setting, Tries, answer_of

_IN_A_REQUEST = 192  # segments: many times what is at work at once; a stop loses none that is done


@dataclass(frozen=True, slots=True)
class ManySegments:
    """``segments`` are texts of one line each, as
    :func:`desktop_lm.tasks.text.segments.segments` cuts them. ``beams``: 1 takes the likeliest
    token each time, 0 is as the model wants. ``kept`` are the protected parts of each, as
    :class:`desktop_lm.tasks.translation.text.CutText` has them; (): each is looked at by
    itself."""

    segments: tuple[str, ...]
    direction: Direction
    beams: int = AS_THE_MODEL_WANTS
    glossary: Glossary = NO_TERMS
    known: KnownTranslations = NOTHING_KNOWN
    kept: tuple[tuple[Protected, ...], ...] = ()


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
    """How many segments were translated, of these tried twice, and with how many beams at
    first."""

    translated: int = 0
    retried: int = 0
    beams: int = 1


@dataclass(slots=True)
class _Work:
    """A segment being translated, and where it stands among all."""

    segment: str
    places: list[int]
    setting: Setting
    tries: Tries
    attempt: Attempt
    answers: dict[int, Answer] = field(default_factory=dict)
    failed: Outcome | None = None  # the first attempt's, once there is a second


@dataclass(frozen=True, slots=True)
class _Item:
    """One text of an attempt, to be asked for."""

    work: _Work
    number: int
    text: str
    parts: tuple[PromptPart, ...]


# What items must have in common to be of one request: the prompt's beginning, the number of beams,
# and whether answers may have several lines.
_Kind = tuple[tuple[PromptPart, ...], int, bool]


class TranslationManyTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its updates are :class:`Translated`, in the
    order in which they end. Segments that are the same, with the same protected parts, are
    translated once."""

    def __init__(self, model: LoadedModel, given: ManySegments) -> None:
        self._model = model
        self._given = given
        self._prompt: TranslationPrompt | None = None
        self._beams = given.beams
        self._queues: dict[_Kind, deque[_Item]] = defaultdict(deque)
        self._asked: list[_Item] = []  # those of the request at work
        self._updates: list[object] = []
        self._translated = 0
        self._retried = 0

    def next_request(self, request_id: int) -> Request | None:
        """The next batch. Raises AppError(SAME_LANGUAGE, PAIR_NOT_KNOWN)."""
        if self._prompt is None:
            self._prompt = self._begin()
        kind, queue = max(
            self._queues.items(), key=lambda entry: len(entry[1]), default=(None, deque[_Item]())
        )
        if kind is None or not queue:
            return None
        return self._request(request_id, kind, queue, self._prompt)

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Completion):
            self._take(self._asked[reply.index], reply)
        return self.updates()

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> ManyTranslated:
        return ManyTranslated(self._translated, self._retried, self._beams)

    def _begin(self) -> TranslationPrompt:
        direction = self._given.direction
        if direction.source == direction.target:
            raise AppError(Code.SAME_LANGUAGE, language=BY_CODE[direction.source].english)
        prompt = prompt_for(self._model, direction)
        self._beams = self._given.beams or prompt.beams
        setting = Setting(
            (direction.source, direction.target),
            prompt.stand_ins,
            self._given.glossary,
            prompt.longest,
            self._beams,
            prompt.chats,
            prompt.variety,
        )
        places: dict[tuple[str, tuple[Protected, ...] | None], list[int]] = defaultdict(list)
        for index, segment in enumerate(self._given.segments):
            places[segment, self._kept(index)].append(index)
        for indexes in places.values():
            self._begin_segment(indexes, setting, prompt)
        return prompt

    def _kept(self, index: int) -> tuple[Protected, ...] | None:
        """The protected parts of a segment; None: they are to be looked for."""
        return self._given.kept[index] if self._given.kept else None

    def _begin_segment(
        self, places: list[int], setting: Setting, prompt: TranslationPrompt
    ) -> None:
        segment, kept = self._given.segments[places[0]], self._kept(places[0])
        text, _ = clean(segment)
        known = self._known(segment, kept or ())
        term = "" if kept or (known and known.edited) else setting.glossary.whole(text)
        if not text.strip() or term:
            self._report(places, Translated(0, term))
        elif known is not None:
            self._report(
                places,
                Translated(
                    0,
                    known.target,
                    findings=known.doubts(segment, prompt.variety),
                    known=True,
                    edited=known.edited,
                ),
            )
        else:
            tries = Tries(text, setting, kept if text == segment else None)
            self._ask(_Work(text, places, setting, tries, tries.first), prompt)

    def _known(self, segment: str, kept: Iterable[Protected]) -> Known | None:
        """What is known of a segment, which may be so from a place where less of it was fixed: what
        lacks that is none here, because the file would write it once more."""
        fixed = parts_of_owner(segment, kept)
        known = self._given.known.find(segment, "", fixed)
        return None if known is None or missing_parts(segment, fixed, known.target) else known

    def _ask(self, work: _Work, prompt: TranslationPrompt) -> None:
        """Put all texts of the attempt into the queue."""
        work.answers.clear()
        for number, text in enumerate(work.attempt.asked):
            asked = prompt.ask(text, (), work.setting.terms_in(text))
            kind = (asked.parts[: asked.fixed_parts], work.attempt.beams, work.attempt.lines)
            item = _Item(work, number, text, asked.parts[asked.fixed_parts :])
            self._queues[kind].append(item)
        if not work.attempt.asked:
            self._end(work, prompt)

    def _request(
        self, request_id: int, kind: _Kind, queue: deque[_Item], prompt: TranslationPrompt
    ) -> Request:
        count = min(_IN_A_REQUEST, len(queue))
        items = [queue.popleft() for _ in range(count)]
        # The longest first: at the end, when fewer and fewer share a batch, there is little to do.
        self._asked = sorted(items, key=lambda item: len(item.text), reverse=True)
        prefix, beams, lines = kind
        return searched(
            request_id,
            [item.text for item in self._asked],
            prefix,
            [item.parts for item in self._asked],
            prompt,
            beams=beams,
            lines=lines,
        )

    def _take(self, item: _Item, reply: Completion) -> None:
        assert self._prompt is not None
        work = item.work
        work.answers[item.number] = answer_of(reply)
        if len(work.answers) == len(work.attempt.asked):
            self._end(work, self._prompt)

    def _end(self, work: _Work, prompt: TranslationPrompt) -> None:
        """All answers of an attempt are there."""
        answers = [work.answers[number] for number in range(len(work.answers))]
        found = work.tries.outcome(work.attempt, answers)
        if work.failed is not None:
            self._retried += len(work.places)
            found = work.tries.better(work.failed, found)
        elif found.failed and (second := work.tries.second(found)) is not None:
            work.failed, work.attempt = found, second
            self._ask(work, prompt)
            return
        self._report(
            work.places,
            Translated(
                0,
                found.text,
                found.sureness.ends,
                found.sureness.probabilities,
                found.others,
                found.findings,
                retried=work.failed is not None,
            ),
        )

    def _report(self, places: Iterable[int], found: Translated) -> None:
        for index in places:
            self._updates.append(replace(found, index=index))
            self._translated += 1
