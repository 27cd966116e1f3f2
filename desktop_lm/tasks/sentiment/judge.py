"""Judges batches of short texts: what to ask the engine about them, and what the answers mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Protocol

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Request, Scored
from desktop_lm.tasks.language.detection import is_chinese
from desktop_lm.tasks.sentiment.forms import FORMS, features
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.method import (
    CHINESE_PHRASINGS,
    CONTENT_FREE,
    PHRASINGS,
    LabelScores,
    Mode,
    Phrasing,
    Verdict,
    logits_of,
    mean_of,
    verdict_of,
)
from desktop_lm.tasks.task import LoadedModel

# What speaks for each label, as logits: a text's pieces are combined by their weighted mean.
Evidence = tuple[float, ...]


class Judge(Protocol):
    """One batch after another: ``begin``, requests until there is none, then ``evidence``."""

    def begin(self, texts: Sequence[str]) -> None:
        """These are next, each one line that fits the context."""

    def next_request(self, request_id: int) -> Request | None:
        """What to ask next about the batch; None when nothing is left to ask."""

    def take(self, reply: Scored) -> None:
        """The answer to the last request."""

    def evidence(self) -> list[Evidence]:
        """What was found, one for each text of the batch."""

    def verdict(self, evidence: Evidence) -> Verdict:
        """Probabilities from a text's evidence, or from the mean of its pieces'."""


class PhrasingJudge:
    """Implements :class:`Judge` by the labels' own probabilities, their prior taken out.

    One Score request a phrasing for each batch, and before the first batch one for the prior. It
    needs no training and takes any model. FAST asks with one phrasing, THOROUGH with all.
    """

    def __init__(self, mode: Mode, phrasings: Sequence[Phrasing] = PHRASINGS) -> None:
        self._phrasings = phrasings[:1] if mode is Mode.FAST else phrasings
        self._priors: list[LabelScores] = []
        self._texts: list[str] = []
        self._rows: list[list[LabelScores]] = []  # by phrasing, then text

    def begin(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self._rows = []

    def next_request(self, request_id: int) -> Request | None:
        number = len(self._rows)
        if number == len(self._phrasings):
            return None
        phrasing = self._phrasings[number]
        if len(self._priors) <= number:
            return phrasing.request(request_id, CONTENT_FREE, fixed=True)
        return phrasing.request(request_id, self._texts)

    def take(self, reply: Scored) -> None:
        number = len(self._rows)
        rows = [self._phrasings[number].label_scores(row) for row in reply.scores]
        if len(self._priors) <= number:
            self._priors.append(mean_of(rows))
        else:
            self._rows.append([row.minus(self._priors[number]) for row in rows])

    def evidence(self) -> list[Evidence]:
        return [logits_of(mean_of(scores)) for scores in zip(*self._rows, strict=True)]

    def verdict(self, evidence: Evidence) -> Verdict:
        return verdict_of(evidence)


class HeadJudge:
    """Implements :class:`Judge` by a trained classifier: one Score request a form.

    ``adapter`` is the file that adapted forms are read through.
    """

    def __init__(self, head: Head, adapter: str = "") -> None:
        self._head = head
        self._adapter = adapter
        self._forms = [FORMS[name] for name in head.forms]
        self._texts: list[str] = []
        self._rows: list[list[list[float]]] = []  # features, by form, then text

    def begin(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self._rows = []

    def next_request(self, request_id: int) -> Request | None:
        if len(self._rows) == len(self._forms):
            return None
        form = self._forms[len(self._rows)]
        return form.request(request_id, self._texts, self._head.words, adapter=self._adapter)

    def take(self, reply: Scored) -> None:
        self._rows.append([features(row) for row in reply.scores])

    def evidence(self) -> list[Evidence]:
        return [self._head.logits(list(chain(*rows))) for rows in zip(*self._rows, strict=True)]

    def verdict(self, evidence: Evidence) -> Verdict:
        return verdict_of(evidence, self._head.labels, self._head.unsure_below)


class ByLanguage:
    """Implements :class:`Judge` by two others of the same labels: one for texts in Chinese, whose
    prompt is in Chinese, and one for all else."""

    def __init__(self, chinese: PhrasingJudge, others: HeadJudge | PhrasingJudge) -> None:
        self._judges: tuple[Judge, Judge] = (others, chinese)
        self._whose: list[int] = []  # for each text of the batch, the place of its judge
        self._open: list[Judge] = []

    def judge_of(self, text: str) -> Judge:
        """The one of the two that judges ``text``."""
        return self._judges[int(is_chinese(text))]

    def begin(self, texts: Sequence[str]) -> None:
        self._whose = [int(is_chinese(text)) for text in texts]
        self._open = []
        for place, judge in enumerate(self._judges):
            own = [text for text, whose in zip(texts, self._whose, strict=True) if whose == place]
            judge.begin(own)
            if own:
                self._open.append(judge)

    def next_request(self, request_id: int) -> Request | None:
        while self._open:
            request = self._open[0].next_request(request_id)
            if request is not None:
                return request
            self._open.pop(0)
        return None

    def take(self, reply: Scored) -> None:
        self._open[0].take(reply)

    def evidence(self) -> list[Evidence]:
        found = [
            iter(judge.evidence()) if place in self._whose else iter(())
            for place, judge in enumerate(self._judges)
        ]
        return [next(found[whose]) for whose in self._whose]

    def verdict(self, evidence: Evidence) -> Verdict:
        return self._judges[0].verdict(evidence)


def judge_for(model: LoadedModel, mode: Mode, profile: Head | None = None) -> Judge:
    """The best there is for a model: a user's profile, else what the program brings for this
    model, else the labels' own probabilities. Raises AppError(ADAPTER_MISSING) where the profile
    reads through an adapter that is not there."""
    heads = model.heads
    if profile:
        adapter = heads.adapter if heads else ""
        if not adapter and any(FORMS[form].adapted for form in profile.forms):
            raise AppError(Code.ADAPTER_MISSING)
        return HeadJudge(profile, adapter)
    others = HeadJudge(heads.of(mode), heads.adapter) if heads else PhrasingJudge(mode)
    return ByLanguage(PhrasingJudge(mode, CHINESE_PHRASINGS), others)


def judge_of(text: str, judge: Judge) -> Judge:
    """The part of ``judge`` that judges ``text``, for others that are to be compared with it."""
    return judge.judge_of(text) if isinstance(judge, ByLanguage) else judge


def combined(rows: Sequence[Evidence], weights: Sequence[float]) -> Evidence:
    """The weighted mean of a text's pieces."""
    total = sum(weights)
    return tuple(
        sum(value * weight for value, weight in zip(column, weights, strict=True)) / total
        for column in zip(*rows, strict=True)
    )
