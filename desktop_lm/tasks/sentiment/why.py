"""Why a text got its verdict: what changes when a word is left out.

Each word, or in a longer text each phrase, is left out once, and all of it is judged in one
batch. A word's weight is by how much the verdict's log-probability falls without it (erasure: Li,
Monroe and Jurafsky, 2016, "Understanding Neural Networks through Representation Erasure").
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Reply, Request, Scored
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.judge import Evidence, judge_for, judge_of
from desktop_lm.tasks.sentiment.method import Mode, Verdict
from desktop_lm.tasks.sentiment.pieces import Cutter, one_line
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.text.slices import Span
from desktop_lm.word_letters import JOINERS, MARKS

MOST_PARTS = 48  # a batch of the engine's sequences takes twelve
# A word with its apostrophes and hyphens; of scripts without spaces, two characters at a time.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_WORD = re.compile(
    rf"[{_UNSPACED}]{{1,2}}"
    rf"|(?![{_UNSPACED}])\w(?:[^\W{_UNSPACED}]|[{MARKS}])*(?:['\u2019{JOINERS}-][\w{MARKS}]+)*"
)


@dataclass(frozen=True, slots=True)
class WhyInput:
    text: str
    profile: Head | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The slice ``text[start:end]``. Above 0, ``weight`` speaks for the verdict: without the part
    its log-probability would be lower by so much."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Why:
    """The verdict on the beginning of the text that fits the context, and its parts in order;
    ``is_whole`` where that is all of it."""

    verdict: Verdict
    parts: tuple[Part, ...]
    is_whole: bool = True


class WhyTask:
    """Implements :class:`desktop_lm.tasks.task.Task`; its result is a :class:`Why`, or None where
    it was stopped."""

    def __init__(self, model: LoadedModel, given: WhyInput) -> None:
        """Raises AppError(EMPTY_TEXT) for a text without a word."""
        text = clean(given.text)[0]
        if not text.strip():
            raise AppError(Code.EMPTY_TEXT)
        pieces = Cutter(model.info.n_ctx).pieces(text)
        whole, self._is_whole = pieces[0], len(pieces) == 1
        self._spans = parts_of(text, whole)
        without = [text[whole.start : s.start] + text[s.end : whole.end] for s in self._spans]
        # What is left of a text of one word says nothing, and is asked about as such.
        lines = [one_line(line) or "." for line in without]
        line = one_line(text[whole.start : whole.end])
        # All by one judge: what is left of a text may look like another language than all of it.
        self._judge = judge_of(line, judge_for(model, Mode.FAST, given.profile))
        self._judge.begin([line, *lines])
        self._result: Why | None = None

    def next_request(self, request_id: int) -> Request | None:
        if self._result is None:
            request = self._judge.next_request(request_id)
            if request is not None:
                return request
            self._result = self._compared(self._judge.evidence())
        return None

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Scored):
            self._judge.take(reply)
        return ()

    def updates(self) -> Iterable[object]:
        return ()

    def result(self) -> Why | None:
        return self._result

    def _compared(self, evidence: list[Evidence]) -> Why:
        verdict = self._judge.verdict(evidence[0])
        place = verdict.labels.index(verdict.label)

        def surprise(found: Evidence) -> float:
            return -math.log(max(self._judge.verdict(found).probabilities[place], 1e-12))

        level = surprise(evidence[0])
        return Why(
            verdict,
            tuple(
                Part(span.start, span.end, surprise(found) - level)
                for span, found in zip(self._spans, evidence[1:], strict=True)
            ),
            self._is_whole,
        )


def parts_of(text: str, whole: Span, most: int = MOST_PARTS) -> list[Span]:
    """The words of ``text[whole.start:whole.end]``; neighbours together where there are more than
    ``most`` of them. Never none of a text with a word."""
    words = [
        Span(found.start(), found.end()) for found in _WORD.finditer(text, whole.start, whole.end)
    ]
    together = math.ceil(len(words) / most) or 1
    groups = [words[at : at + together] for at in range(0, len(words), together)]
    return [Span(group[0].start, group[-1].end) for group in groups]
