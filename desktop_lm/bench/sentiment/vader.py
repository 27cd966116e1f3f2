"""The word list that people use without a model, on the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from desktop_lm.bench.sentiment.agreement import macro_f1
from desktop_lm.bench.sentiment.rows import LabelledRow

# The thresholds its authors give, where neutral is an answer too.
_POSITIVE, _NEGATIVE = 0.05, -0.05


def vader(rows: Sequence[LabelledRow]) -> dict[str, float] | None:
    """VADER's accuracy and macro-F1; None where vaderSentiment is not installed."""
    try:
        # Not named as an import: the program itself does not need it.
        package: Any = import_module("vaderSentiment.vaderSentiment")
    except ImportError:
        return None
    score = package.SentimentIntensityAnalyzer().polarity_scores
    truths = [row.label for row in rows]
    found = [_label(float(score(row.text)["compound"]), set(truths)) for row in rows]
    right = sum(a == b for a, b in zip(found, truths, strict=True))
    return {"accuracy": right / len(rows), "macro_f1": macro_f1(found, truths)}


def _label(compound: float, labels: set[str]) -> str:
    if "neutral" not in labels:
        return "positive" if compound >= 0 else "negative"
    if compound >= _POSITIVE:
        return "positive"
    return "negative" if compound <= _NEGATIVE else "neutral"
