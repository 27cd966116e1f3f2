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
from desktop_lm.tasks.sentiment.method import verdict_of
from desktop_lm.tasks.sentiment.training import examples, train


def teach(session: Session, rows: Sequence[LabelledRow], taught: int, draws: int) -> dict[str, Any]:
    """Train on ``taught`` rows drawn by chance and judge the rest, ``draws`` times.

    Raises BenchFailed where too few rows are left to judge.
    """
    if len(rows) < 2 * taught:
        raise BenchFailed(f"{len(rows)} rows are too few to teach with {taught} and judge the rest")
    texts = [row.text for row in rows]
    features = session.run(
        "sentiment", lambda model: FeaturesTask(model, texts, TEACHING_FORMS), lambda _: None
    )
    assert isinstance(features, list)
    accuracies = [_draw(features, rows, taught, seed) for seed in range(draws)]
    return {
        "rows_taught": taught,
        "rows_judged": len(rows) - taught,
        "accuracies": accuracies,
        "accuracy": statistics.mean(accuracies),
        "accuracy_sd": statistics.stdev(accuracies) if draws > 1 else 0.0,
    }


def _draw(
    features: list[list[float]],
    rows: Sequence[LabelledRow],
    taught: int,
    seed: int,
) -> float:
    order = list(range(len(rows)))
    Random(seed).shuffle(order)  # noqa: S311
    chosen, others = order[:taught], order[taught:]
    labels = [rows[place].label for place in chosen]
    head = train(examples([features[place] for place in chosen], labels, TEACHING_FORMS)).head
    verdicts = [
        verdict_of(head.logits(features[place]), head.labels, head.unsure_below) for place in others
    ]
    return agreement(verdicts, [rows[place].label for place in others]).accuracy
