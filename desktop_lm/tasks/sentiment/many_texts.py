"""Sentiment of many texts, one after the other, in memory that does not grow with their number.

Texts are read as they are needed, judged in batches, and reported in their order. A text that
was judged before, in this run, is not judged again. Of languages that the model does not know the
first batch tells. What is made of one batch is worked out while the engine reads the next.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from desktop_lm.messages import Reply, Request, Scored
from desktop_lm.tasks.language.known_language import language_notice
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.judge import Evidence, Judge, combined, judge_for
from desktop_lm.tasks.sentiment.method import Mode, Verdict
from desktop_lm.tasks.sentiment.pieces import Cutter, one_line
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean

_BATCH = 48  # pieces of a request: four full batches of the engine's sequences
_ROWS = 256  # texts of a batch, at most: identical ones cost nothing but are reported with it
_REMEMBERED = 20_000  # verdicts kept, for texts that come again


@dataclass(frozen=True, slots=True)
class ManyInput:
    """``texts`` may be read lazily, on the thread that the task runs on."""

    texts: Iterable[str]
    mode: Mode = Mode.FAST
    profile: Head | None = None  # taught for the model that runs


@dataclass(frozen=True, slots=True)
class Judged:
    """Text ``index``, counted from 0: ``verdict`` is None where there is nothing to judge.

    A text of several ``pieces`` was too long for the context and judged in parts.
    """

    index: int
    verdict: Verdict | None
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class ManyResult:
    """How many texts were reported."""

    judged: int = 0


_Known = tuple[Verdict, int]  # and in how many pieces it was judged


@dataclass(slots=True)
class _Row:
    """A text of the batch: the places of its pieces there, or what is ``known`` of it. One that has
    a key and neither is just like a row that is reported before it."""

    places: range
    weights: list[int] = field(default_factory=list)
    key: bytes = b""
    known: _Known | None = None


_BLANK = _Row(range(0))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows whose pieces were read, not yet reported."""

    rows: list[_Row]
    evidence: list[Evidence]


class SentimentManyTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its updates are :class:`Judged`, in order,
    and a Notice where the model does not know a text's language."""

    def __init__(self, model: LoadedModel, given: ManyInput) -> None:
        self._texts = iter(given.texts)
        self._cutter = Cutter(model.info.n_ctx)
        self._languages = model.languages
        self._judge: Judge = judge_for(model, given.mode, given.profile)
        self._rows: list[_Row] = []  # of the open batch
        self._first: list[str] | None = None  # its pieces, until their language was looked at
        self._is_begun = False
        self._unreported: list[_Batch] = []
        self._coming: set[bytes] = set()  # what the verdicts of these will be known by
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._judged = 0

    def next_request(self, request_id: int) -> Request | None:
        """The next request; a batch is read from the texts when the one before it is done."""
        while self._rows or self._read():
            request = self._judge.next_request(request_id)
            if request is not None:
                return request
            self._put_by(self._judge.evidence())
        return None

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Scored):
            self._judge.take(reply)
        return self.updates()

    def updates(self) -> list[object]:
        updates: list[object] = []
        if self._first is not None:
            updates += language_notice(self._first, self._languages)
            self._first = None
        for batch in self._unreported:
            updates += self._report(batch)
        self._unreported.clear()
        self._coming.clear()
        return updates

    def result(self) -> ManyResult:
        return ManyResult(self._judged)

    def _read(self) -> bool:
        """Begin the next batch that has anything to judge; False where no texts are left."""
        while True:
            pieces: list[str] = []
            in_batch: dict[bytes, _Row] = {}
            for text in self._texts:
                self._rows.append(self._row(clean(text)[0], pieces, in_batch))
                if len(pieces) >= _BATCH or len(self._rows) >= _ROWS:
                    break
            if pieces:
                self._begin(pieces)
                return True
            if not self._rows:
                return False
            self._put_by([])

    def _begin(self, pieces: list[str]) -> None:
        self._judge.begin(pieces)
        if not self._is_begun:
            self._is_begun = True
            self._first = pieces

    def _put_by(self, evidence: list[Evidence]) -> None:
        """The open batch is read: it waits to be reported."""
        self._unreported.append(_Batch(self._rows, evidence))
        self._coming.update(row.key for row in self._rows)
        self._rows = []

    def _row(self, text: str, pieces: list[str], in_batch: dict[bytes, _Row]) -> _Row:
        line = one_line(text)
        if not line:
            return _BLANK
        key = blake2b(line.encode(), digest_size=16).digest()
        if key in self._known or key in self._coming:
            return _Row(range(0), key=key, known=self._known.get(key))
        if key not in in_batch:
            parts = [one_line(text[span.start : span.end]) for span in self._cutter.pieces(text)]
            places = range(len(pieces), len(pieces) + len(parts))
            in_batch[key] = _Row(places, [len(part) for part in parts], key)
            pieces += parts
        return in_batch[key]

    def _report(self, batch: _Batch) -> Iterator[Judged]:
        for row in batch.rows:
            verdict, pieces = self._verdict(row, batch.evidence)
            yield Judged(self._judged, verdict, pieces)
            self._judged += 1
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def _verdict(self, row: _Row, evidence: list[Evidence]) -> tuple[Verdict | None, int]:
        if not row.key:
            return None, 0
        known = row.known or self._known.get(row.key)
        if known is None:
            found = combined([evidence[place] for place in row.places], row.weights)
            known = self._judge.verdict(found), len(row.places)
        self._known[row.key] = known
        self._known.move_to_end(row.key)
        return known
