"""Sentiment: the labels' own probabilities, with the model's prior taken out.

A label is scored, never sampled. What the model says of texts that say nothing is its prior and
is subtracted (contextual calibration: Zhao et al., 2021, "Calibrate Before Use"), and
:mod:`desktop_lm.tasks.sentiment.method` turns the scores into probabilities. Here a few texts are
judged and, if wanted, their sentences; :mod:`desktop_lm.tasks.sentiment.many_texts` takes a
table's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Reply, Request, Scored
from desktop_lm.tasks.language.known_language import language_notice
from desktop_lm.tasks.notices import notices
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.judge import Evidence, Judge, combined, judge_for
from desktop_lm.tasks.sentiment.method import Mode, Verdict
from desktop_lm.tasks.sentiment.pieces import Cutter, one_line
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.text.slices import Span

_BATCH = 24  # pieces scored by one request: progress is shown, and a stop is heard, in between


@dataclass(frozen=True, slots=True)
class SentimentInput:
    """Texts to judge; with ``by_sentence`` each sentence of a longer text is judged besides."""

    texts: tuple[str, ...]
    by_sentence: bool = False
    mode: Mode = Mode.FAST
    profile: Head | None = None  # taught for the model that runs


@dataclass(frozen=True, slots=True)
class SentenceVerdict:
    """A sentence as the slice ``text[start:end]`` of its text."""

    start: int
    end: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class TextScored:
    """Text ``index`` as a whole is judged."""

    index: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SentencesScored:
    """More sentences of text ``index`` are judged, in order."""

    index: int
    sentences: tuple[SentenceVerdict, ...]


@dataclass(frozen=True, slots=True)
class TextSentiment:
    text: str
    verdict: Verdict
    sentences: tuple[SentenceVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class SentimentResult:
    """The texts judged so far, in the order given."""

    results: tuple[TextSentiment, ...] = ()


@dataclass(slots=True)
class _Piece:
    """A stretch to score: part of text ``index`` as a whole, or one of its sentences."""

    index: int
    span: Span
    text: str
    is_sentence: bool
    evidence: Evidence = field(default=())


class SentimentTask:
    """Implements :class:`desktop_lm.tasks.task.Task`: the pieces go to a judge, batch by batch."""

    def __init__(self, model: LoadedModel, given: SentimentInput) -> None:
        self._given = given
        self._cutter = Cutter(model.info.n_ctx)
        self._languages = model.languages
        self._judge: Judge = judge_for(model, given.mode, given.profile)
        self._texts: list[str] = []
        self._batches: list[list[_Piece]] = []
        self._batch = -1  # -1 before the texts were cut
        self._updates: list[object] = []
        self._open: Counter[int] = Counter()  # pieces that make up each text as a whole
        self._whole: defaultdict[int, list[_Piece]] = defaultdict(list)
        self._verdicts: dict[int, Verdict] = {}
        self._sentences: dict[int, list[SentenceVerdict]] = {}

    def next_request(self, request_id: int) -> Request | None:
        """The next request. Raises AppError(EMPTY_TEXT) where a text is blank."""
        if self._batch < 0:
            self._prepare()
            self._begin_batch()
        while self._batch < len(self._batches):
            request = self._judge.next_request(request_id)
            if request is not None:
                return request
            self._end_batch()
        return None

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Scored):
            self._judge.take(reply)
        return self.updates()

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> SentimentResult:
        return SentimentResult(
            tuple(
                TextSentiment(
                    self._texts[index],
                    self._verdicts[index],
                    tuple(self._sentences.get(index, ())),
                )
                for index in sorted(self._verdicts)
            )
        )

    def _prepare(self) -> None:
        replaced = 0
        pieces: list[_Piece] = []
        for index, given in enumerate(self._given.texts):
            text, count = clean(given)
            replaced += count
            if not text.strip():
                raise AppError(Code.EMPTY_TEXT)
            self._texts.append(text)
            spans = self._cutter.sentences(text)
            groups = self._cutter.grouped(text, spans)
            self._open[index] = len(groups)
            pieces += [_piece(index, text, span, is_sentence=False) for span in groups]
            if self._given.by_sentence and len(spans) > 1:
                pieces += [_piece(index, text, span, is_sentence=True) for span in spans]
        self._updates += notices("", replaced)
        self._batches = [pieces[at : at + _BATCH] for at in range(0, len(pieces), _BATCH)]

    def _begin_batch(self) -> None:
        self._batch += 1
        if self._batch < len(self._batches):
            self._judge.begin([piece.text for piece in self._batches[self._batch]])

    def _end_batch(self) -> None:
        batch = self._batches[self._batch]
        for piece, evidence in zip(batch, self._judge.evidence(), strict=True):
            piece.evidence = evidence
            if piece.is_sentence:
                self._judge_sentence(piece)
                continue
            judged = self._whole[piece.index]
            judged.append(piece)
            if len(judged) == self._open[piece.index]:
                self._judge_whole(piece.index, self._whole.pop(piece.index))
        self._begin_batch()
        if self._batch == len(self._batches):
            self._updates += language_notice(self._texts, self._languages)

    def _judge_sentence(self, piece: _Piece) -> None:
        verdict = self._judge.verdict(piece.evidence)
        found = SentenceVerdict(piece.span.start, piece.span.end, verdict)
        self._sentences.setdefault(piece.index, []).append(found)
        self._updates.append(SentencesScored(piece.index, (found,)))

    def _judge_whole(self, index: int, pieces: Sequence[_Piece]) -> None:
        weights = [len(piece.text) for piece in pieces]
        found = combined([piece.evidence for piece in pieces], weights)
        self._verdicts[index] = self._judge.verdict(found)
        self._updates.append(TextScored(index, self._verdicts[index]))


def _piece(index: int, text: str, span: Span, *, is_sentence: bool) -> _Piece:
    return _Piece(index, span, one_line(text[span.start : span.end]), is_sentence)
