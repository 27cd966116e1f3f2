"""Sentiment: the labels' own probabilities, with the model's prior taken out."""

from __future__ import annotations

from dataclasses import dataclass

LABELS = ("positive", "neutral", "negative")


@dataclass(frozen=True, slots=True)
class SentimentInput:
    """Texts to judge; with ``by_sentence`` each sentence of a longer text is judged besides."""

    texts: tuple[str, ...]
    by_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Probabilities that sum to 1, and whether the top one is too weak to stand on."""

    positive: float
    neutral: float
    negative: float
    unsure: bool

    @property
    def label(self) -> str:
        """The likeliest label, whether sure or not."""
        return max(LABELS, key=lambda name: float(getattr(self, name)))


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
