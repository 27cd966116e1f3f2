"""Translation: segment by segment, line breaks and spacing kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Completion,
    Done,
    GenerateMany,
    Inspect,
    Inspected,
    Reply,
    Request,
    Sampling,
    StopReason,
    Text,
)
from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.languages import BY_CODE, WITHOUT_SPACES
from desktop_lm.tasks.notices import notices
from desktop_lm.tasks.rate import Rate
from desktop_lm.tasks.segments import Gap, Segment, segments
from desktop_lm.tasks.task import LoadedModel, Notice
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
    Asked,
    Direction,
    SegmentPair,
    TranslationPrompt,
    most_tokens,
    prompt_for,
)
from desktop_lm.tasks.translation_style import ANY_STYLE, Style
from desktop_lm.tasks.translation_updates import (
    CutBack,
    SegmentDone,
    TranslationResult,
    TranslationText,
)
from desktop_lm.tasks.translation_words import SegmentWords, Sureness

# The likeliest token each time: a translation is not meant to surprise.
GREEDY = Sampling(temperature=0, repeat_penalty=1)


@dataclass(frozen=True, slots=True)
class TranslationInput:
    """``source`` and ``target`` are codes of :data:`desktop_lm.tasks.languages.LANGUAGES`.

    ``max_tokens`` is the longest translation of one segment; 0 leaves it to the segment's length.
    """

    text: str
    source: str
    target: str
    sampling: Sampling = GREEDY
    max_tokens: int = 0
    style: Style = ANY_STYLE
    context_pairs: int = 1  # that many segments before, with their translations, go along
    beams: int = 1  # more: a segment comes whole, the best that a beam search found
    glossary: Glossary = NO_TERMS
    known: KnownTranslations = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class _Try:
    """A segment's translation and what a check says of it."""

    text: str
    sureness: Sureness
    findings: tuple[Finding, ...]


class TranslationTask:
    """Implements :class:`desktop_lm.tasks.task.Task` with one Inspect request a segment, and a
    search after it where a check finds that it failed."""

    def __init__(self, model: LoadedModel, given: TranslationInput) -> None:
        self._model = model
        self._given = given
        self._prompt: TranslationPrompt | None = None
        self._pieces: list[Segment | Gap] = []
        self._total = 0
        self._place = -1  # in _pieces; -1 before the text was cut
        self._updates: list[object] = []  # made between replies, shown with the next one
        self._text = ""
        self._segment_start = 0
        self._words = SegmentWords()
        self._failed: _Try | None = None  # the first try of the segment at hand
        self._trying_again = False
        self._asked: Asked | None = None
        self._pairs: list[SegmentPair] = []
        self._rate = Rate()

    def next_request(self, request_id: int) -> Request | None:
        """The next segment's request.

        Raises AppError(EMPTY_TEXT, SAME_LANGUAGE, PAIR_NOT_KNOWN).
        """
        if self._prompt is None:
            self._cut()
            self._pass_gaps()
            direction = Direction(self._given.source, self._given.target, self._given.style)
            self._prompt = prompt_for(self._model, direction)
        if self._place == len(self._pieces):
            return None
        segment = self._pieces[self._place]
        assert isinstance(segment, Segment)
        self._trying_again = self._failed is not None
        if self._trying_again:
            return self._second_request(request_id, segment, self._prompt)
        if self._pairs and isinstance(self._pieces[self._place - 1], Segment):
            self._part_sentences()
        return self._request(request_id, segment, self._prompt)

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Text) and not self._trying_again:
            self._rate.update(reply.tokens)
            if words := self._words.add(reply.text):
                self._append(words)
        elif isinstance(reply, Inspected):
            self._words.inspect(reply.tokens)
        elif isinstance(reply, Completion):
            self._take_second(reply)
        elif isinstance(reply, Done) and reply.stop_reason is not StopReason.CANCELLED:
            self._take_end(reply)
        return self.updates()

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> TranslationResult:
        return TranslationResult(self._text, tuple(self._pairs))

    def _cut(self) -> None:
        if self._given.source == self._given.target:
            raise AppError(Code.SAME_LANGUAGE, language=BY_CODE[self._given.source].english)
        text, replaced = clean(self._given.text)
        if not text.strip():
            raise AppError(Code.EMPTY_TEXT)
        self._pieces = segments(text, self._given.source)
        self._place = 0
        self._total = sum(isinstance(piece, Segment) for piece in self._pieces)
        self._updates += notices("", replaced)

    def _request(self, request_id: int, segment: Segment, prompt: TranslationPrompt) -> Request:
        self._asked = asked = prompt.ask(segment.text, self._context(segment))
        if not self._pairs:
            self._updates += notices(prompt.fallback_reason, 0)
        self._segment_start = len(self._text)
        self._words = SegmentWords()
        self._rate = Rate()
        return Inspect(
            id=request_id,
            parts=asked.parts,
            sampling=self._given.sampling,
            max_tokens=self._given.max_tokens or most_tokens(segment.text),
            stop=("\n", *prompt.stop),  # a segment is one line
            slot="translation",
            fixed_parts=asked.fixed_parts,
            skip_leading_space=True,  # or a line break before the first word would end it
            alternatives=0,
        )

    def _context(self, segment: Segment) -> list[SegmentPair]:
        """The pairs before, where they leave room; a character is a token at worst in scripts
        the vocabulary knows."""
        pairs = self._pairs[-self._given.context_pairs :] if self._given.context_pairs else []
        characters = sum(len(pair.source) + len(pair.target) for pair in pairs)
        room = self._model.info.n_ctx - most_tokens(segment.text)
        return pairs if characters + len(segment.text) < room else []

    def _second_request(
        self, request_id: int, segment: Segment, prompt: TranslationPrompt
    ) -> Request:
        assert self._asked is not None
        return GenerateMany(
            id=request_id,
            prefix=self._asked.parts[: self._asked.fixed_parts],
            items=(self._asked.parts[self._asked.fixed_parts :],),
            max_tokens=(most_tokens(segment.text),),
            stop=("\n", *prompt.stop),
            beams=BEAMS_TO_RETRY,
        )

    def _take_end(self, reply: Done) -> None:
        if not self._trying_again:
            if reply.decode_seconds > 0:
                self._rate.value = reply.tokens / reply.decode_seconds
            self._take_first(reply)
        elif self._failed is not None:  # the search gave nothing
            self._end_segment(self._failed, retried=True)

    def _take_first(self, reply: Done) -> None:
        found = self._checked(self._words.text, self._words.sureness(), reply.stop_reason)
        may_retry = self._given.sampling == GREEDY and not self._given.max_tokens
        if may_retry and FAILED.intersection(flags_of(found.findings)):
            self._failed = found
        else:
            self._end_segment(found)

    def _take_second(self, reply: Completion) -> None:
        assert self._failed is not None
        text = reply.text.rstrip()
        ends = tuple(min(end, len(text)) for end in reply.ends)
        second = self._checked(text, Sureness(ends, reply.probabilities), reply.stop_reason)
        better = min((self._failed, second), key=lambda one: doubt(one.findings))
        if better.text != self._failed.text:
            self._text = self._text[: self._segment_start]
            self._updates.append(CutBack(len(self._text)))
            self._append(better.text)
        self._end_segment(better, retried=True)

    def _checked(self, text: str, sureness: Sureness, reason: StopReason) -> _Try:
        segment = self._pieces[self._place]
        languages = (self._given.source, self._given.target)
        return _Try(text, sureness, check(segment.text, text, languages, reason))

    def _end_segment(self, found: _Try, *, retried: bool = False) -> None:
        self._failed = None
        segment = self._pieces[self._place]
        self._place += 1
        self._pairs.append(SegmentPair(segment.text, found.text))
        self._updates.append(
            SegmentDone(
                index=len(self._pairs) - 1,
                total=self._total,
                source_start=segment.start,
                source_end=segment.end,
                target_start=self._segment_start,
                target_end=len(self._text),
                tokens_per_second=self._rate.value,
                sureness=found.sureness,
                findings=found.findings,
                retried=retried,
            )
        )
        if Flag.CUT in flags_of(found.findings):
            self._updates.append(Notice("segment_cut", (("number", len(self._pairs)),)))
        self._pass_gaps()

    def _pass_gaps(self) -> None:
        """Copy what stands before the next segment, or after the last."""
        while self._place < len(self._pieces):
            piece = self._pieces[self._place]
            if isinstance(piece, Segment):
                return
            self._append(piece.text)
            self._place += 1

    def _part_sentences(self) -> None:
        """Two sentences with nothing between them, as Chinese writes them, get a space where the
        target language wants one."""
        if self._given.target not in WITHOUT_SPACES:
            self._append(" ")

    def _append(self, text: str) -> None:
        self._text += text
        self._updates.append(TranslationText(text))
