"""Verdicts against labels: accuracy, macro-F1, and whether the probabilities mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.tasks.sentiment.method import Verdict

BINS = 15  # of equal width, as is usual (Guo et al., 2017, "On Calibration of Modern Networks")


@dataclass(frozen=True, slots=True)
class Bin:
    """The verdicts whose top probability lies between two bounds: how many, their mean
    probability, and the share of them that is right."""

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """``coverage`` is the share of verdicts that are not "unsure"; those that are count with
    their top label. ``ece`` is the expected calibration error."""

    rows: int
    accuracy: float
    macro_f1: float
    ece: float
    coverage: float
    accuracy_when_sure: float
    bins: tuple[Bin, ...]


def agreement(verdicts: Sequence[Verdict], truths: Sequence[str]) -> Agreement:
    """How verdicts agree with the labels of a file.

    A label that the file does not have is taken out and the other probabilities are divided by
    what is left. Raises BenchFailed for a label that no verdict knows.
    """
    wanted = sorted(set(truths))
    if unknown := set(wanted) - set(verdicts[0].labels):
        raise BenchFailed(
            f"the label {min(unknown)!r} is none of {', '.join(verdicts[0].labels)}; "
            "a taught profile can have others"
        )
    tops = [_top(verdict, wanted) for verdict in verdicts]
    right = [label == truth for (label, _), truth in zip(tops, truths, strict=True)]
    sure = [good for good, verdict in zip(right, verdicts, strict=True) if not verdict.unsure]
    bins = reliability([confidence for _, confidence in tops], right)
    return Agreement(
        rows=len(truths),
        accuracy=_mean(right),
        macro_f1=macro_f1([label for label, _ in tops], truths),
        ece=sum(abs(b.confidence - b.accuracy) * b.rows for b in bins) / len(truths),
        coverage=len(sure) / len(truths),
        accuracy_when_sure=_mean(sure),
        bins=bins,
    )


def macro_f1(found: Sequence[str], truths: Sequence[str]) -> float:
    """The mean over the file's labels of 2 hits / (found + there)."""
    scores = []
    for label in sorted(set(truths)):
        hits = sum(a == b == label for a, b in zip(found, truths, strict=True))
        scores.append(2 * hits / (found.count(label) + truths.count(label)))
    return sum(scores) / len(scores)


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """The reliability diagram's bins, without empty ones."""
    places: dict[int, list[int]] = {}
    for row, confidence in enumerate(confidences):
        places.setdefault(min(int(confidence * BINS), BINS - 1), []).append(row)
    return tuple(
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            rows=len(rows),
            confidence=_mean([confidences[row] for row in rows]),
            accuracy=_mean([right[row] for row in rows]),
        )
        for place, rows in sorted(places.items())
    )


def _top(verdict: Verdict, wanted: Sequence[str]) -> tuple[str, float]:
    total = sum(verdict.share(label) for label in wanted)
    label = max(wanted, key=verdict.share)
    return label, verdict.share(label) / total if total > 0 else 1 / len(wanted)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
