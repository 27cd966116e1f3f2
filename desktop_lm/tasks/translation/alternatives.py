"""Other translations of one segment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    MAX_BEAMS,
    Completion,
    Done,
    Reply,
    Request,
    Sampling,
    StopReason,
    Text,
)
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.translation.checks import FAILED, Flag, flags_of
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.translation.prompt import (
    Asked,
    Direction,
    SegmentPair,
    TranslationPrompt,
    prompt_for,
)
from desktop_lm.tasks.translation.requests import searched, streamed
from desktop_lm.tasks.translation.tries import Answer, Setting, Tries, answer_of

# What a search found differs little; drawn ones stay near the likeliest.
_SAMPLING = Sampling(temperature=0.7, top_k=20, top_p=0.9, repeat_penalty=1)
_MOST_DRAWN = 6
_NO_LETTERS = re.compile(r"[\W_]+")


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


@dataclass(frozen=True, slots=True)
class _Ready:
    """How the segment is asked for: as ``text``, in the prompt ``asked``."""

    prompt: TranslationPrompt
    tries: Tries
    text: str
    asked: Asked


class AlternativesTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its updates are :class:`AlternativeFound`,
    its result their texts: those of a beam search, the likeliest first, then drawn ones.

    What failed a check or lost a protected part is none, nor is what differs in marks and capitals
    only.
    """

    def __init__(self, model: LoadedModel, given: AlternativesInput) -> None:
        self._model = model
        self._given = given
        self._ready: _Ready | None = None
        self._seen = {_plain(given.current)}
        self._texts: list[str] = []
        self._updates: list[object] = []
        self._drawn = 0
        self._written = ""  # of the one being drawn

    def next_request(self, request_id: int) -> Request | None:
        """The next search. Raises AppError(EMPTY_TEXT, SAME_LANGUAGE, PAIR_NOT_KNOWN)."""
        if self._ready is None:
            self._ready = self._begin()
            return self._search(request_id, self._ready)
        if len(self._texts) >= self._given.count or self._drawn == _MOST_DRAWN:
            return None
        self._drawn += 1
        self._written = ""
        return self._draw(request_id, self._ready)

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Completion):
            found = answer_of(reply)
            for text in (found.text, *found.others):
                self._take(Answer(text.strip()))
        elif isinstance(reply, Text):
            self._written += reply.text
        elif isinstance(reply, Done) and reply.stop_reason is not StopReason.CANCELLED:
            self._take(Answer(self._written.strip(), stop_reason=reply.stop_reason))
            self._written = ""
        return self.updates()

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> tuple[str, ...]:
        return tuple(self._texts)

    def _begin(self) -> _Ready:
        direction, segment = self._given.direction, clean(self._given.segment)[0]
        if direction.source == direction.target:
            raise AppError(Code.SAME_LANGUAGE, language=BY_CODE[direction.source].english)
        if not segment.strip():
            raise AppError(Code.EMPTY_TEXT)
        prompt = prompt_for(self._model, direction)
        languages = (direction.source, direction.target)
        setting = Setting(
            languages,
            prompt.stand_ins,
            self._given.glossary,
            prompt.longest,
            chats=prompt.chats,
            variety=prompt.variety,
        )
        tries = Tries(segment, setting)
        (text,) = tries.first.asked
        asked = prompt.ask(text, self._given.before, setting.terms_in(text))
        return _Ready(prompt, tries, text, asked)

    @staticmethod
    def _search(request_id: int, ready: _Ready) -> Request:
        fixed = ready.asked.fixed_parts
        prefix, item = ready.asked.parts[:fixed], ready.asked.parts[fixed:]
        texts = [ready.text]
        return searched(
            request_id, texts, prefix, [item], ready.prompt, beams=MAX_BEAMS, thorough=True
        )

    def _draw(self, request_id: int, ready: _Ready) -> Request:
        sampling = replace(_SAMPLING, seed=self._drawn)
        return streamed(request_id, ready.text, ready.asked, ready.prompt, sampling=sampling)

    def _take(self, answer: Answer) -> None:
        assert self._ready is not None
        tries = self._ready.tries
        found = tries.outcome(tries.first, [answer])
        flags = set(flags_of(found.findings))
        plain = _plain(found.text)
        is_new = plain and plain not in self._seen and len(self._texts) < self._given.count
        if is_new and not flags & (FAILED | {Flag.PARTS, Flag.NUMBERS, Flag.LENGTH}):
            self._seen.add(plain)
            self._texts.append(found.text)
            self._updates.append(AlternativeFound(found.text))


def _plain(text: str) -> str:
    """The same for texts that differ in marks and capitals only."""
    return _NO_LETTERS.sub(" ", text.casefold()).strip()
