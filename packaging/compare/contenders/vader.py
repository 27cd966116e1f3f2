"""VADER: a word list and rules for sentiment, without a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from typing import Any

from compare.contenders.common import Task, serve

# The thresholds its authors give, where neutral is an answer too.
_POSITIVE, _NEGATIVE = 0.05, -0.05


class _Vader:
    def __init__(self, _task: Task) -> None:
        self.version = f"vaderSentiment {metadata.version('vaderSentiment')}"
        package: Any = import_module("vaderSentiment.vaderSentiment")
        self._score = package.SentimentIntensityAnalyzer().polarity_scores

    def write(self, prompt: str, max_tokens: int, on_tokens: Callable[[int], None]) -> str:
        raise NotImplementedError("it writes nothing")

    def judge(self, rows: Sequence[str], labels: Sequence[str]) -> list[str]:
        return [_label(float(self._score(row)["compound"]), labels) for row in rows]


def _label(compound: float, labels: Sequence[str]) -> str:
    if "neutral" not in labels:
        return "positive" if compound >= 0 else "negative"
    if compound >= _POSITIVE:
        return "positive"
    return "negative" if compound <= _NEGATIVE else "neutral"


if __name__ == "__main__":
    serve(_Vader)
