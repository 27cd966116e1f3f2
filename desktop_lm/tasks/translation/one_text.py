"""Translation: segment by segment, line breaks and spacing kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Completion,
    Done,
    Inspected,
    Reply,
    Request,
    Sampling,
    StopReason,
    Text,
)
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.notices import notices
from desktop_lm.tasks.rate import Rate
from desktop_lm.tasks.task import LoadedModel, Notice
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.text.segments import Gap, Segment
from desktop_lm.tasks.translation.checks import Flag, flags_of
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.translation.known import NOTHING_KNOWN, KnownTranslations
from desktop_lm.tasks.translation.prompt import (
    AS_THE_MODEL_WANTS,
    Asked,
    Direction,
    SegmentPair,
    TranslationPrompt,
    most_tokens,
    prompt_for,
)
from desktop_lm.tasks.translation.protect import Protected
from desktop_lm.tasks.translation.requests import GREEDY, searched, streamed
from desktop_lm.tasks.translation.style import ANY_STYLE, Style
from desktop_lm.tasks.translation.text import CutText, before_piece
from desktop_lm.tasks.translation.tries import Answer, Attempt, Outcome, Setting, Tries, answer_of
from desktop_lm.tasks.translation.updates import (
    CutBack,
    SegmentDone,
    TranslationResult,
    TranslationText,
)
from desktop_lm.tasks.translation.words import SegmentWords


@dataclass(frozen=True, slots=True)
class TranslationInput:
    """``source`` and ``target`` are codes of :data:`desktop_lm.tasks.language.languages.LANGUAGES`.

    ``max_tokens`` is the longest translation of one segment; 0 leaves it to the segment's length.
    """

    text: str
    source: str
    target: str
    sampling: Sampling = GREEDY
    max_tokens: int = 0
    style: Style = ANY_STYLE
    context_pairs: int = 1  # that many segments before, with their translations, go along
    beams: int = AS_THE_MODEL_WANTS  # more than 1: a segment comes whole, the best that was found
    glossary: Glossary = NO_TERMS
    known: KnownTranslations = NOTHING_KNOWN


@dataclass(slots=True)
class _Run:
    """The segment at hand: how it is asked for, and what came of it. ``streams``: its words are
    shown as they come, from ``start`` of the translation on."""

    tries: Tries
    attempt: Attempt
    start: int
    streams: bool = False
    failed: Outcome | None = None  # the first attempt's, once there is a second
    words: SegmentWords = field(default_factory=SegmentWords)
    answers: dict[int, Answer] = field(default_factory=dict)
    rate: Rate = field(default_factory=Rate)


class TranslationTask:
    """Implements :class:`desktop_lm.tasks.task.Task` with one Inspect request a segment, and
    another way after it where a check finds that it failed. A segment with protected parts, or one
    that is searched for with beams, is shown when it is complete."""

    def __init__(self, model: LoadedModel, given: TranslationInput) -> None:
        self._model = model
        self._given = given
        self._prompt: TranslationPrompt | None = None
        self._setting: Setting | None = None
        self._pieces: list[Segment | Gap] = []
        self._kept: tuple[tuple[Protected, ...], ...] = ()  # of each segment
        self._place = -1  # in _pieces; -1 before the text was cut
        self._updates: list[object] = []  # made between replies, shown with the next one
        self._text = StringIO(newline="")  # grows without being copied
        self._run: _Run | None = None
        self._pairs: list[SegmentPair] = []
        self._told_fallback = False

    def next_request(self, request_id: int) -> Request | None:
        """The next segment's request.

        Raises AppError(EMPTY_TEXT, SAME_LANGUAGE, PAIR_NOT_KNOWN), Stopped.
        """
        if self._prompt is None:
            self._cut()
            self._prompt = self._ready()
            self._pass_gaps()
        while self._run is None and self._place < len(self._pieces):
            self._model.go_on_or_stop()
            self._begin_segment(self._segment, self._prompt)
        if self._run is None:
            return None
        return self._request(request_id, self._run, self._prompt)

    def feed(self, reply: Reply) -> Iterable[object]:
        run = self._run
        if run is None:
            return self.updates()
        if isinstance(reply, Text):
            run.rate.update(reply.tokens)
            words = run.words.add(reply.text)
            if words and run.streams:
                self._append(words)
        elif isinstance(reply, Inspected):
            run.words.inspect(reply.tokens)
        elif isinstance(reply, Completion):
            run.answers[reply.index] = answer_of(reply)
        elif isinstance(reply, Done) and reply.stop_reason is not StopReason.CANCELLED:
            self._take_end(run, reply)
        return self.updates()

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> TranslationResult:
        return TranslationResult(self._text.getvalue(), tuple(self._pairs))

    @property
    def _segment(self) -> Segment:
        segment = self._pieces[self._place]
        assert isinstance(segment, Segment)
        return segment

    def _cut(self) -> None:
        if self._given.source == self._given.target:
            raise AppError(Code.SAME_LANGUAGE, language=BY_CODE[self._given.source].english)
        text, replaced = clean(self._given.text)
        if not text.strip():
            raise AppError(Code.EMPTY_TEXT)
        go_on = self._model.go_on_or_stop
        cut = CutText(text, self._given.source, self._given.target, go_on=go_on)
        self._pieces, self._kept = cut.pieces, cut.kept
        self._place = 0
        self._updates += notices("", replaced)

    def _ready(self) -> TranslationPrompt:
        given = self._given
        prompt = prompt_for(self._model, Direction(given.source, given.target, given.style))
        self._setting = Setting(
            (given.source, given.target),
            prompt.stand_ins,
            given.glossary,
            prompt.longest,
            given.beams or (prompt.beams if self._is_usual else 1),
            prompt.chats,
            prompt.variety,
        )
        return prompt

    def _begin_segment(self, segment: Segment, prompt: TranslationPrompt) -> None:
        self._append(before_piece(self._pieces, self._place, self._given.target))
        context = self._context(segment) if prompt.takes_context else []
        known = self._given.known.find(segment.text, context[-1].source if context else "")
        start, kept = self._text.tell(), self._kept[len(self._pairs)]
        is_edited = known is not None and known.edited
        if term := "" if kept or is_edited else self._given.glossary.whole(segment.text):
            self._append(term)
            self._done(segment, Outcome(term), start)
            return
        if known is not None:
            self._append(known.target)
            doubts = known.doubts(segment.text, prompt.variety)
            found = Outcome(known.target, known.sureness, doubts)
            self._done(segment, found, start, known=True, edited=known.edited)
            return
        assert self._setting is not None
        tries = Tries(segment.text, self._setting, kept)
        self._run = _Run(tries, tries.first, start)

    def _request(self, request_id: int, run: _Run, prompt: TranslationPrompt) -> Request:
        first = run.failed is None
        asked = [self._asked(text, prompt) for text in run.attempt.asked]
        if first and not self._told_fallback:
            self._told_fallback = True
            self._updates += notices(prompt.fallback_reason, 0)
        run.answers.clear()
        run.words = SegmentWords()
        given, texts, beams = self._given, run.attempt.asked, run.attempt.beams
        run.streams = first and beams == 1 and run.attempt.is_plain
        if first and beams == 1:
            sampling, most = given.sampling, given.max_tokens
            return streamed(
                request_id, texts[0], asked[0], prompt, sampling=sampling, max_tokens=most
            )
        fixed = min(one.fixed_parts for one in asked)
        return searched(
            request_id,
            texts,
            asked[0].parts[:fixed],
            [one.parts[fixed:] for one in asked],
            prompt,
            beams=beams,
            lines=run.attempt.lines,
        )

    @property
    def _is_usual(self) -> bool:
        """Not drawn and not cut short: what is, is not searched for unless that was said, and is
        tried once."""
        return self._given.sampling == GREEDY and not self._given.max_tokens

    def _asked(self, text: str, prompt: TranslationPrompt) -> Asked:
        assert self._setting is not None
        return prompt.ask(text, self._context(self._segment), self._setting.terms_in(text))

    def _context(self, segment: Segment) -> list[SegmentPair]:
        """The pairs before, where they leave room; a character is a token at worst in scripts
        the vocabulary knows."""
        pairs = self._pairs[-self._given.context_pairs :] if self._given.context_pairs else []
        characters = sum(len(pair.source) + len(pair.target) for pair in pairs)
        room = self._model.info.n_ctx - most_tokens(segment.text)
        return pairs if characters + len(segment.text) < room else []

    def _take_end(self, run: _Run, reply: Done) -> None:
        if not run.answers and run.failed is None:
            if rate := reply.tokens_per_second:
                run.rate.value = rate
            run.answers[0] = Answer(run.words.text, run.words.sureness(), reply.stop_reason)
        if len(run.answers) < len(run.attempt.asked):
            self._end_segment(run, run.failed or Outcome(""))  # a search that gave nothing
            return
        answers = [run.answers[number] for number in range(len(run.answers))]
        found = run.tries.outcome(run.attempt, answers)
        if run.failed is not None:
            self._end_segment(run, run.tries.better(run.failed, found))
        elif self._is_usual and found.failed and (second := run.tries.second(found)):
            run.failed, run.attempt = found, second
        else:
            self._end_segment(run, found)

    def _end_segment(self, run: _Run, found: Outcome) -> None:
        """Show what was not shown yet, in place of what was taken back."""
        self._text.seek(run.start)
        if (shown := self._text.read()) != found.text:
            if shown:
                self._text.seek(run.start)
                self._text.truncate()
                self._updates.append(CutBack(run.start))
            self._append(found.text)
        self._run = None
        retried = run.failed is not None
        self._done(self._segment, found, run.start, retried=retried, rate=run.rate.value)

    def _done(  # noqa: PLR0913 - all that is told of a segment
        self,
        segment: Segment,
        found: Outcome,
        start: int,
        *,
        rate: float = 0.0,
        retried: bool = False,
        known: bool = False,
        edited: bool = False,
    ) -> None:
        self._place += 1
        self._pairs.append(SegmentPair(segment.text, found.text))
        self._updates.append(
            SegmentDone(
                index=len(self._pairs) - 1,
                total=len(self._kept),
                source_start=segment.start,
                source_end=segment.end,
                target_start=start,
                target_end=self._text.tell(),
                tokens_per_second=rate,
                sureness=found.sureness,
                findings=found.findings,
                retried=retried,
                known=known,
                edited=edited,
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
            self._append(before_piece(self._pieces, self._place, self._given.target))
            self._place += 1

    def _append(self, text: str) -> None:
        if text:
            self._text.write(text)
            self._updates.append(TranslationText(text))
