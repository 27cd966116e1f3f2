"""How a segment is asked for: at first, and in another way where that came to nothing good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop_lm.messages import MAX_BEAMS, Completion, StopReason
from desktop_lm.tasks.text.slices import has_letter
from desktop_lm.tasks.text.word_cuts import words
from desktop_lm.tasks.translation.chatter import said
from desktop_lm.tasks.translation.checks import (
    BEAMS_TO_RETRY,
    FAILED,
    RETRIED,
    Finding,
    Flag,
    check,
    doubt,
    flags_of,
)
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary, Term
from desktop_lm.tasks.translation.mask import Masked, StandIns, masked, runs_between
from desktop_lm.tasks.translation.protect import Protected, missing_parts, protected_parts
from desktop_lm.tasks.translation.sureness import is_unsure
from desktop_lm.tasks.translation.words import UNKNOWN, Sureness

_CHARACTERS_A_WORD = 1.5
# A dot that belongs to a word, and what was opened at the beginning.
_KEPT = re.compile(r"\b[^\W\d_]\.$|\.\w+\.$|\b(?:usw|etc|bzw|Inc|Ltd|Corp)\.$|[¿¡]")
_ENDS = ".!?。！？…"  # noqa: RUF001 - full-width marks are meant
_STOPS = ".!。！…"  # noqa: RUF001 - full-width marks are meant


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model made of one text it was asked for."""

    text: str
    sureness: Sureness = UNKNOWN
    stop_reason: StopReason = StopReason.END
    others: tuple[str, ...] = ()


def answer_of(reply: Completion) -> Answer:
    """What an engine's reply says, without white space at its end."""
    text = reply.text.rstrip()
    ends = tuple(min(end, len(text)) for end in reply.ends)
    return Answer(text, Sureness(ends, reply.probabilities), reply.stop_reason, reply.others)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A segment's translation and what a check says of it; ``others`` were found besides."""

    text: str
    sureness: Sureness = UNKNOWN
    findings: tuple[Finding, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether another try may help."""
        return bool(RETRIED.intersection(flags_of(self.findings)))


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all segments: ``languages`` are the codes of source and target, ``longest`` is
    the number of words of the longest sentences that the model learnt from (0: does not matter),
    ``beams`` how many wordings are followed at first. ``chats``: the model may talk about the
    translation; what one that cannot writes is all translation, a refusal or a greeting too.
    ``variety`` is the one of the target language that the model was told to write, "" for none."""

    languages: tuple[str, str]
    stand_ins: StandIns
    glossary: Glossary = NO_TERMS
    longest: int = 0
    beams: int = 1
    chats: bool = True
    variety: str = ""

    def terms_in(self, text: str) -> tuple[Term, ...]:
        """Those of the glossary, each once."""
        return tuple(dict.fromkeys(found.term for found in self.glossary.find(text)))


@dataclass(frozen=True, slots=True)
class Attempt:
    """The texts of ``asked`` are translated, each with a search of so many ``beams`` (1: with
    none); ``lines``: an answer may have several lines. :meth:`put_together` makes the segment of
    them."""

    pieces: tuple[Masked | str, ...]
    beams: int = 1
    lines: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """What goes to the model."""
        return tuple(piece.text for piece in self.pieces if isinstance(piece, Masked))

    @property
    def is_plain(self) -> bool:
        """Whether the model's words are the translation as they come."""
        return all(isinstance(piece, Masked) and piece.is_plain for piece in self.pieces)

    def put_together(self, answers: Sequence[Answer], *, chats: bool = True) -> tuple[Answer, bool]:
        """The translation of the whole, and whether the model talks about it, if it ``chats``."""
        given = iter(answers)
        whole, talks = _Whole(), False
        for piece in self.pieces:
            if isinstance(piece, str):
                whole.add_text(piece)
            else:
                answer = next(given)
                if chats:
                    found = said(piece.text, answer.text)
                    talks = talks or found.talks
                    answer = _slice(answer, found.start, found.end)
                is_part = len(self.pieces) > 1
                if is_part and not answer.text:
                    answer = Answer(piece.text, stop_reason=answer.stop_reason)
                whole.add(_ended_as(answer, piece.text, is_part=is_part), piece)
        together = whole.answer()
        is_one = len(self.pieces) == 1  # what else a part might be is no translation of the whole
        return (together if is_one else replace(together, others=())), talks

    def left_over(self, text: str) -> tuple[str, ...]:
        """What stand-ins stand for that are in the segment ``text`` still: written twice, they were
        put back once, and the other is a word that nobody wrote."""
        masks = (piece for piece in self.pieces if isinstance(piece, Masked))
        return tuple(word.text for mask in masks for word in mask.words if word.is_in(text))


class Tries:
    """One segment's. ``kept`` are its protected parts; None: they are looked for here."""

    def __init__(
        self, segment: str, setting: Setting, kept: Sequence[Protected] | None = None
    ) -> None:
        self._segment = segment
        self._setting = setting
        self._kept = protected_parts(segment) if kept is None else kept
        self.first = Attempt((masked(segment, self._kept, setting.stand_ins),), setting.beams)

    def outcome(self, attempt: Attempt, answers: Sequence[Answer]) -> Outcome:
        """What came of an attempt, whose texts have these answers: the likeliest, unless that
        failed and another that was found did not."""
        answer, talks = attempt.put_together(answers, chats=self._setting.chats)
        found = self._checked(answer, attempt, talks=talks)
        others = (self._checked(Answer(text), attempt, talks=talks) for text in found.others)
        if found.failed and (better := next((one for one in others if not one.failed), None)):
            left = (found.text, *(text for text in found.others if text != better.text))
            return replace(better, others=left)
        return found

    def _checked(self, answer: Answer, attempt: Attempt, *, talks: bool) -> Outcome:
        missing = missing_parts(self._segment, self._kept, answer.text)
        findings = check(
            self._segment,
            answer.text,
            self._setting.languages,
            answer.stop_reason,
            variety=self._setting.variety,
            missing=missing or attempt.left_over(answer.text),
            terms=self._setting.glossary.not_followed(self._segment, answer.text),
            talks=talks,
        )
        found = Outcome(answer.text, answer.sureness, findings, answer.others)
        return replace(found, findings=(*findings, *self._doubts(found)))

    def second(self, found: Outcome) -> Attempt | None:
        """Another way after the first came to ``found``; None where there is none."""
        flags = set(flags_of(found.findings))
        if Flag.PARTS in flags:
            return self._between_parts()
        if flags & FAILED:
            attempt = replace(self.first, beams=self._wider, lines=Flag.CHATTER in flags)
            return None if attempt == self.first else attempt
        terms = self._setting.glossary.find(self._segment) if Flag.TERM in flags else ()
        lacking = {finding.what for finding in found.findings if finding.flag is Flag.TERM}
        terms = tuple(t for t in terms if (t.term.source, t.term.target) in lacking)
        if not terms:
            return None
        mask = masked(self._segment, self._kept, self._setting.stand_ins, terms)
        return Attempt((mask,), self._setting.beams)

    @property
    def _wider(self) -> int:
        """Beams of a search that may find what the first did not."""
        return min(MAX_BEAMS, max(BEAMS_TO_RETRY, self._setting.beams + 1))

    def better(self, first: Outcome, second: Outcome) -> Outcome:
        """The less doubtful one."""
        return min((first, second), key=lambda one: doubt(one.findings))

    def _between_parts(self) -> Attempt:
        """What stands between protected parts, one by one: so none can be lost."""
        pieces: list[Masked | str] = []
        done = 0
        for start, end in runs_between(self._segment, self._kept):
            inside = [
                replace(part, start=part.start - start, end=part.end - start)
                for part in self._kept
                if start <= part.start and part.end <= end
            ]
            run = self._segment[start:end]
            mask = masked(run, inside, self._setting.stand_ins)
            pieces += [self._segment[done:start], mask if has_letter(mask.text) else run]
            done = end
        return Attempt((*pieces, self._segment[done:]), self._wider)

    def _doubts(self, found: Outcome) -> list[Finding]:
        doubts = []
        if is_unsure(found.sureness):
            doubts.append(Finding(Flag.UNSURE))
        if 0 < self._setting.longest < _length(self._segment):
            doubts.append(Finding(Flag.LONG))
        return doubts


@dataclass(slots=True)
class _Whole:
    """A segment put together of answers and of what stays."""

    text: str = ""
    ends: list[int] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    reason: StopReason = StopReason.END
    others: tuple[str, ...] = ()

    def add_text(self, text: str) -> None:
        self.text += text

    def add(self, answer: Answer, mask: Masked) -> None:
        back = mask.put_back(answer.text)
        begin = len(self.text)
        self.text += back.text
        self.ends += [begin + back.place(end) for end in answer.sureness.ends]
        self.probabilities += answer.sureness.probabilities
        if answer.stop_reason in (StopReason.LENGTH, StopReason.CONTEXT):
            self.reason = answer.stop_reason
        self.others = tuple(mask.put_back(other.strip()).text for other in answer.others)

    def answer(self) -> Answer:
        sureness = Sureness(tuple(self.ends), tuple(self.probabilities))
        return Answer(self.text, sureness, self.reason, self.others)


def _length(segment: str) -> float:
    """In words; a Chinese one has some one and a half characters."""
    found = words(segment)
    alone = sum(word.stands_alone for word in found)
    return len(found) - alone + alone / _CHARACTERS_A_WORD


def _slice(answer: Answer, start: int, end: int) -> Answer:
    """The same, of the text's slice alone."""
    if (start, end) == (0, len(answer.text)):
        return answer
    ends, probabilities = [], []
    last = 0
    for at, probability in zip(answer.sureness.ends, answer.sureness.probabilities, strict=True):
        if at > start and last < end:
            ends.append(min(at, end) - start)
            probabilities.append(probability)
        last = at
    sureness = Sureness(tuple(ends), tuple(probabilities))
    return replace(answer, text=answer.text[start:end], sureness=sureness)


def _ended_as(answer: Answer, asked: str, *, is_part: bool) -> Answer:
    """A heading, a cell, the item of a list or a part of a sentence gets no full stop that it did
    not have: a model that learnt from sentences writes one."""
    is_whole = not is_part and not asked[-1:].isalnum()
    if asked[-1:] in _ENDS or is_whole:
        return answer
    marks = _ENDS if is_part else _STOPS
    others = tuple(_without_end(other.strip(), marks) for other in answer.others)
    text = _without_end(answer.text, marks)
    return replace(_slice(answer, 0, len(text)), others=others)


def _without_end(text: str, marks: str) -> str:
    if text[-1:] not in marks or _KEPT.search(text):
        return text
    return text.rstrip(marks).rstrip()
