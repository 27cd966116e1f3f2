"""How good a profile is that a user taught with some of a file's rows, judged on the others."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from random import Random
from typing import Any

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.sentiment.agreement import agreement
from desktop_lm.bench.sentiment.rows import LabelledRow
from desktop_lm.cli.session import Session
from desktop_lm.jobs.sentiment.teaching import TEACHING_FORMS
from desktop_lm.tasks.sentiment.features import FeaturesTask
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.method import verdict_of
from desktop_lm.tasks.sentiment.training import examples, train
from desktop_lm.tasks.task import LoadedModel

_Read = tuple[list[float], str]  # features, label


def teach(session: Session, rows: Sequence[LabelledRow], taught: int, draws: int) -> dict[str, Any]:
    """Train on ``taught`` rows drawn by chance and judge the rest, ``draws`` times.

    Raises BenchFailed where too few rows are left to judge.
    """
    if len(rows) < 2 * taught:
        raise BenchFailed(f"{len(rows)} rows are too few to teach with {taught} and judge the rest")
    texts = [row.text for row in rows]
    known: list[Head] = []  # what comes with the model

    def reading(model: LoadedModel) -> FeaturesTask:
        known.extend([model.heads.fast] if model.heads else [])
        return FeaturesTask(model, texts, TEACHING_FORMS)

    features = session.run("sentiment", reading, lambda _: None)
    assert isinstance(features, list)
    given = [(read, row.label) for read, row in zip(features, rows, strict=True)]
    accuracies = [_draw(given, known[0] if known else None, taught, seed) for seed in range(draws)]
    return {
        "rows_taught": taught,
        "rows_judged": len(rows) - taught,
        "accuracies": accuracies,
        "accuracy": statistics.mean(accuracies),
        "accuracy_sd": statistics.stdev(accuracies) if draws > 1 else 0.0,
    }


def _draw(rows: Sequence[_Read], known: Head | None, taught: int, seed: int) -> float:
    order = list(rows)
    Random(seed).shuffle(order)  # noqa: S311
    chosen, others = order[:taught], order[taught:]
    features, labels = zip(*chosen, strict=True)
    head = train(examples(features, labels, TEACHING_FORMS, known)).head
    verdicts = [verdict_of(head.logits(read), head.labels, head.unsure_below) for read, _ in others]
    return agreement(verdicts, [label for _, label in others]).accuracy
