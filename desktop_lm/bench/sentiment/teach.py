"""How good a profile is that a user taught with some of a file's rows, judged on the others."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.sentiment.agreement import agreement
from desktop_lm.bench.sentiment.rows import LabelledRow, each_text_once
from desktop_lm.cli.session import Session
from desktop_lm.tasks.sentiment.features import FeaturesTask, Readings
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.method import verdict_of
from desktop_lm.tasks.sentiment.training import examples, train
from desktop_lm.tasks.task import LoadedModel


def teach(
    session: Session, given: Sequence[LabelledRow], taught: int, draws: int
) -> dict[str, Any]:
    """Train on ``taught`` rows drawn by chance and judge the rest, ``draws`` times; a text counts
    once, however many rows have it.

    Raises BenchFailed where too few rows are left to judge.
    """
    rows = each_text_once(given)
    if len(rows) < 2 * taught:
        raise BenchFailed(
            f"{len(rows)} different texts are too few to teach with {taught} and judge the rest"
        )
    texts = [row.text for row in rows]
    known: list[Head] = []  # what comes with the model

    def reading(model: LoadedModel) -> FeaturesTask:
        known.extend([model.heads.thorough] if model.heads else [])
        return FeaturesTask(model, texts)

    read = session.run("sentiment", reading, lambda _: None)
    assert isinstance(read, Readings)
    pupil = _Pupil(read, [row.label for row in rows], known[0] if known else None)
    accuracies = [pupil.accuracy(taught, seed) for seed in range(draws)]
    return {
        "rows_taught": taught,
        "rows_judged": len(rows) - taught,
        "rows_repeated": len(given) - len(rows),
        "accuracies": accuracies,
        "accuracy": statistics.mean(accuracies),
        "accuracy_sd": statistics.stdev(accuracies) if draws > 1 else 0.0,
    }


@dataclass(frozen=True, slots=True)
class _Pupil:
    """What was read of the rows, their labels, and the classifier that it begins with."""

    read: Readings
    labels: list[str]
    known: Head | None

    def accuracy(self, taught: int, seed: int) -> float:
        """On the other rows, after ``taught`` ones drawn by chance."""
        order = list(zip(self.read.rows, self.labels, strict=True))
        Random(seed).shuffle(order)  # noqa: S311
        features, labels = zip(*order[:taught], strict=True)
        head = train(examples(features, labels, self.read.forms, self.known)).head
        verdicts = [
            verdict_of(head.logits(row), head.labels, head.unsure_below)
            for row, _ in order[taught:]
        ]
        return agreement(verdicts, [label for _, label in order[taught:]]).accuracy
