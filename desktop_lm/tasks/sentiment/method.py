"""How sentiment is asked and reckoned: the phrasings, the prior, the three probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_lm.messages import ContinuationScore, PromptPart, Score

LABELS = ("positive", "neutral", "negative")

# ruff: noqa: RUF001 - Chinese has commas and colons of its own
# Texts without content; what the model says of them is its prior (Zhao et al., 2021).
CONTENT_FREE = ("N/A", "", "[MASK]", "The text.", "It is.", "and")


class Mode(StrEnum):
    """How much is spent on a text."""

    FAST = "fast"  # read once
    THOROUGH = "thorough"  # read several times, asked otherwise each time


@dataclass(frozen=True, slots=True)
class Verdict:
    """``probabilities`` of ``labels`` that sum to 1, and whether the top one is too weak to stand
    on."""

    probabilities: tuple[float, ...]
    unsure: bool
    labels: tuple[str, ...] = LABELS

    @property
    def label(self) -> str:
        """The likeliest label, whether sure or not."""
        return self.labels[self.probabilities.index(max(self.probabilities))]

    def share(self, label: str) -> float:
        """The probability of ``label``."""
        return self.probabilities[self.labels.index(label)]


@dataclass(frozen=True, slots=True)
class LabelScores:
    """Log-probabilities of the labels, up to a constant."""

    positive: float
    neutral: float
    negative: float

    def minus(self, prior: LabelScores) -> LabelScores:
        """These with the prior taken out."""
        return LabelScores(
            self.positive - prior.positive,
            self.neutral - prior.neutral,
            self.negative - prior.negative,
        )


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A way to ask: solved examples, then the text, then the words the label follows."""

    examples: str
    before: str
    after: str
    labels: tuple[str, str, str]  # continuations for positive, neutral, negative

    def request(self, request_id: int, texts: Sequence[str], *, fixed: bool = False) -> Score:
        """Score the labels after each text. The examples are the shared prefix.

        ``fixed`` texts are asked about each time: their scores may be kept.
        """
        return Score(
            id=request_id,
            prefix=(PromptPart(self.examples + self.before),),
            items=tuple((PromptPart(text + self.after),) for text in texts),
            continuations=self.labels,
            slot="sentiment" + self.labels[0],  # each phrasing keeps its own prefix
            fixed=fixed,
        )

    def label_scores(self, row: Sequence[ContinuationScore]) -> LabelScores:
        """One text's scores, each normalised by its label's length in tokens."""
        return LabelScores(*(score.logprob / score.tokens for score in row))


def mean_of(rows: Sequence[LabelScores], weights: Sequence[float] = ()) -> LabelScores:
    """The (weighted) mean of several texts' or phrasings' scores."""
    shares = weights or [1.0] * len(rows)
    total = sum(shares)

    def mean(values: Sequence[float]) -> float:
        return sum(v * share for v, share in zip(values, shares, strict=True)) / total

    return LabelScores(
        mean([row.positive for row in rows]),
        mean([row.neutral for row in rows]),
        mean([row.negative for row in rows]),
    )


def verdict(scores: LabelScores) -> Verdict:
    """Probabilities from scores whose prior was taken out."""
    return verdict_of(logits_of(scores))


def logits_of(scores: LabelScores) -> tuple[float, float, float]:
    """Logits of the labels from scores whose prior was taken out.

    The lead of positive over negative pulls both ways, and neutral gains by its own lead over the
    stronger of the two. The three constants were fitted by maximum likelihood on 400 rows of
    GoEmotions' training part with the starter model.
    """
    lead = scores.positive - scores.negative
    quiet = scores.neutral - max(scores.positive, scores.negative)
    return (
        _LEAD_WEIGHT * lead,
        _NEUTRAL_BIAS + _QUIET_WEIGHT * quiet,
        -_LEAD_WEIGHT * lead,
    )


def verdict_of(
    logits: Sequence[float], labels: tuple[str, ...] = LABELS, unsure_below: float | None = None
) -> Verdict:
    """The softmax of logits; unsure where the top probability is under a bound."""
    bound = UNSURE_BELOW if unsure_below is None else unsure_below
    top = max(logits)
    weights = [math.exp(logit - top) for logit in logits]
    total = sum(weights)
    probabilities = tuple(weight / total for weight in weights)
    return Verdict(probabilities, max(probabilities) < bound, labels)


_LEAD_WEIGHT, _NEUTRAL_BIAS, _QUIET_WEIGHT = 0.404, 1.481, 0.649
# Below this the top label was right in 45% of the fitted rows, above it in 59%.
UNSURE_BELOW = 0.42

_EXAMPLES = (
    ("I loved every minute of it.", "positive"),
    ("The shop opens at nine on Mondays.", "neutral"),
    ("The worst service I have ever had.", "negative"),
    ("He took the bus to work.", "neutral"),
    ("It broke after two days and nobody answered.", "negative"),
    ("What a lovely surprise, thank you!", "positive"),
)


# As above, for texts in Chinese: a model that knows it is asked in it.
_CHINESE_EXAMPLES = (
    ("每一分钟我都很喜欢。", "positive"),
    ("商店星期一九点开门。", "neutral"),
    ("这是我遇到过的最差的服务。", "negative"),
    ("他坐公共汽车去上班。", "neutral"),
    ("用了两天就坏了，没有人回复。", "negative"),
    ("真是个惊喜，谢谢你！", "positive"),
)


def _phrasing(words: dict[str, str]) -> Phrasing:
    """The examples with these words for the labels."""
    solved = "".join(f"Text: {text}\nSentiment: {words[label]}\n\n" for text, label in _EXAMPLES)
    positive, neutral, negative = (f" {words[label]}" for label in LABELS)
    return Phrasing(solved, "Text: ", "\nSentiment:", (positive, neutral, negative))


def _chinese_phrasing(positive: str, neutral: str, negative: str) -> Phrasing:
    words = dict(zip(LABELS, (positive, neutral, negative), strict=True))
    solved = "".join(f"文本：{text}\n情感：{words[label]}\n\n" for text, label in _CHINESE_EXAMPLES)
    return Phrasing(solved, "文本：", "\n情感：", (positive, neutral, negative))


CHINESE_PHRASINGS = (
    _chinese_phrasing("正面", "中性", "负面"),
    _chinese_phrasing("好", "一般", "差"),
)
PHRASINGS = (
    _phrasing({"positive": "positive", "neutral": "neutral", "negative": "negative"}),
    _phrasing({"positive": "good", "neutral": "okay", "negative": "bad"}),
)
