"""Sentiment: the labels' own probabilities, with the model's prior taken out.

A label is scored, never sampled. What the model says of texts that say nothing is its prior and
is subtracted (contextual calibration: Zhao et al., 2021, "Calibrate Before Use"), several
phrasings are averaged, and :mod:`desktop_lm.tasks.sentiment_method` turns the sums into
probabilities.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Reply, Request, Scored
from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.notices import notices
from desktop_lm.tasks.segments import Span, sentences
from desktop_lm.tasks.sentiment_method import (
    CONTENT_FREE,
    PHRASINGS,
    LabelScores,
    Verdict,
    mean_of,
    verdict,
)
from desktop_lm.tasks.task import LoadedModel

# A longer text is judged in pieces of this many characters (some 500 tokens of English), and
# the pieces' scores are averaged by length.
_PIECE = 2000
_EXAMPLE_TOKENS, _LEAST_BYTES = 300, 64
_BATCH = 24  # pieces scored by one request: progress is shown, and a stop is heard, in between
_LANGUAGE = "en"  # for cutting sentences; full stops are much the same elsewhere


@dataclass(frozen=True, slots=True)
class SentimentInput:
    """Texts to judge; with ``by_sentence`` each sentence of a longer text is judged besides."""

    texts: tuple[str, ...]
    by_sentence: bool = False


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
    scores: list[LabelScores]  # one a phrasing


class SentimentTask:
    """Implements :class:`desktop_lm.tasks.task.Task`: for each batch of pieces one Score request
    a phrasing, and before them one a phrasing for the prior."""

    def __init__(self, model: LoadedModel, given: SentimentInput) -> None:
        self._given = given
        # A token is a byte at least, and the examples and labels want room as well.
        self._most_bytes = max(_LEAST_BYTES, model.info.n_ctx - _EXAMPLE_TOKENS)
        self._texts: list[str] = []
        self._batches: list[list[_Piece]] = []
        self._priors: list[LabelScores] = []
        self._batch = 0
        self._phrasing = 0
        self._prepared = False
        self._updates: list[object] = []
        self._open: Counter[int] = Counter()  # pieces that make up each text as a whole
        self._whole: defaultdict[int, list[_Piece]] = defaultdict(list)
        self._verdicts: dict[int, Verdict] = {}
        self._sentences: dict[int, list[SentenceVerdict]] = {}

    def next_request(self, request_id: int) -> Request | None:
        """The next Score request. Raises AppError(EMPTY_TEXT) where a text is blank."""
        if not self._prepared:
            self._prepare()
        if self._batch == len(self._batches):
            return None
        phrasing = PHRASINGS[self._phrasing]
        if len(self._priors) <= self._phrasing:
            return phrasing.request(request_id, CONTENT_FREE, fixed=True)
        return phrasing.request(request_id, [p.text for p in self._batches[self._batch]])

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Scored):
            self._take(reply)
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
        self._prepared = True
        replaced = 0
        pieces: list[_Piece] = []
        for index, given in enumerate(self._given.texts):
            text, count = clean(given)
            replaced += count
            if not text.strip():
                raise AppError(Code.EMPTY_TEXT)
            self._texts.append(text)
            spans = [
                part
                for span in sentences(text, _LANGUAGE) or [_whole(text)]
                for part in self._parts(text, span)
            ]
            groups = self._grouped(text, spans)
            self._open[index] = len(groups)
            pieces += [_piece(index, text, span, is_sentence=False) for span in groups]
            if self._given.by_sentence and len(spans) > 1:
                pieces += [_piece(index, text, span, is_sentence=True) for span in spans]
        self._updates += notices("", replaced)
        self._batches = [pieces[at : at + _BATCH] for at in range(0, len(pieces), _BATCH)]

    def _fits(self, text: str) -> bool:
        return len(text) <= _PIECE and len(text.encode()) <= self._most_bytes

    def _grouped(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """Neighbouring sentences together, as far as they fit a piece; usually all of them."""
        groups: list[Span] = []
        for span in spans:
            if groups and self._fits(text[groups[-1].start : span.end]):
                groups[-1] = Span(groups[-1].start, span.end)
            else:
                groups.append(span)
        return groups

    def _parts(self, text: str, span: Span) -> Iterator[Span]:
        """The same stretch in parts that fit a piece: a "sentence" may be a page of digits."""
        if self._fits(text[span.start : span.end]):
            yield span
            return
        middle = (span.start + span.end) // 2
        yield from self._parts(text, Span(span.start, middle))
        yield from self._parts(text, Span(middle, span.end))

    def _take(self, reply: Scored) -> None:
        phrasing = PHRASINGS[self._phrasing]
        rows = [phrasing.label_scores(row) for row in reply.scores]
        if len(self._priors) <= self._phrasing:
            self._priors.append(mean_of(rows))
            return
        batch = self._batches[self._batch]
        for piece, row in zip(batch, rows, strict=True):
            piece.scores.append(row.minus(self._priors[self._phrasing]))
        self._phrasing += 1
        if self._phrasing == len(PHRASINGS):
            self._phrasing = 0
            self._batch += 1
            self._judge(batch)

    def _judge(self, batch: Sequence[_Piece]) -> None:
        for piece in batch:
            if not piece.is_sentence:
                judged = self._whole[piece.index]
                judged.append(piece)
                if len(judged) == self._open[piece.index]:
                    self._judge_whole(piece.index, self._whole.pop(piece.index))
                continue
            found = SentenceVerdict(
                piece.span.start, piece.span.end, verdict(mean_of(piece.scores))
            )
            self._sentences.setdefault(piece.index, []).append(found)
            self._updates.append(SentencesScored(piece.index, (found,)))

    def _judge_whole(self, index: int, pieces: Sequence[_Piece]) -> None:
        weights = [len(piece.text) for piece in pieces]
        scores = mean_of([mean_of(piece.scores) for piece in pieces], weights)
        self._verdicts[index] = verdict(scores)
        self._updates.append(TextScored(index, self._verdicts[index]))


def _piece(index: int, text: str, span: Span, *, is_sentence: bool) -> _Piece:
    # One line each: a line break would look like the end of an example.
    line = " ".join(text[span.start : span.end].split())
    return _Piece(index, span, line, is_sentence, [])


def _whole(text: str) -> Span:
    start = len(text) - len(text.lstrip())
    return Span(start, len(text.rstrip()))
