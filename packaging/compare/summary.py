"""Medians over the rounds, and how many texts were judged as people did."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from compare.trial import Trial


@dataclass(frozen=True, slots=True)
class Summary:
    """One contestant. None where nothing was measured; ``failure`` says why."""

    name: str
    version: str
    rounds: int
    start_seconds: float | None
    peak_mb: float | None
    first_seconds: tuple[float, ...]  # one a prompt
    tokens_per_second: float | None
    accuracy: float | None
    judged_per_second: float | None
    how: str
    failure: str
    answers: tuple[str, ...]  # of the first round, to be read

    def to_json(self) -> dict[str, Any]:
        """All fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def summarise(name: str, how: str, trials: Sequence[Trial], wanted: Sequence[str]) -> Summary:
    """``wanted`` are the labels people gave, in the rows' order."""
    good = [trial for trial in trials if not trial.failure]
    writing = [trial for trial in good if trial.answers]
    judged = next((trial for trial in good if trial.labels), None)
    return Summary(
        name=name,
        version=next((trial.version for trial in trials if trial.version), ""),
        rounds=len(good),
        start_seconds=_median([trial.start_seconds for trial in good]),
        peak_mb=_median([trial.peak_mb for trial in writing]),
        first_seconds=_first_seconds(writing),
        tokens_per_second=_median([rate for trial in writing for rate in _rates(trial)]),
        accuracy=accuracy(judged.labels, wanted) if judged else None,
        judged_per_second=len(wanted) / judged.judge_seconds if judged else None,
        how=how,
        failure=next((trial.failure for trial in trials if trial.failure), ""),
        answers=tuple(answer["text"] for trial in writing[:1] for answer in trial.answers),
    )


def accuracy(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Share of texts with the label people gave; no label is a wrong one."""
    pairs = list(zip(found, wanted, strict=True))
    return sum(mine == theirs for mine, theirs in pairs) / len(pairs)


def _first_seconds(trials: Sequence[Trial]) -> tuple[float, ...]:
    prompts = zip(*(trial.answers for trial in trials), strict=True)
    return tuple(
        statistics.median(answer["first_seconds"] for answer in answers) for answers in prompts
    )


def _rates(trial: Trial) -> list[float]:
    return [
        answer["rest_tokens"] / answer["rest_seconds"]
        for answer in trial.answers
        if answer.get("rest_tokens")
    ]


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
