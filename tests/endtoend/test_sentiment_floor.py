"""The starter model on sentences of our own, which no classifier was trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm import bootstrap
from desktop_lm.cli.session import Session
from desktop_lm.tasks.sentiment.many_texts import Judged, ManyInput, SentimentManyTask

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "data" / "sentiment.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
FLOOR = 0.93


@pytest.mark.model
def test_the_starter_model_is_right_about_most_english_sentences() -> None:
    texts = [text for text, _, _ in ROWS]
    found: list[Judged] = []

    def take(update: object) -> None:
        if isinstance(update, Judged):
            found.append(update)

    with Session(bootstrap.build_runner()) as session:
        session.open_model(bootstrap.starter_model())
        session.run("sentiment", lambda model: SentimentManyTask(model, ManyInput(texts)), take)

    assert len(found) == len(ROWS)
    verdicts = [judged.verdict for judged in found]
    assert all(verdict and sum(verdict.probabilities) == pytest.approx(1) for verdict in verdicts)
    english = [
        verdict.label == label
        for verdict, (_, label, language) in zip(verdicts, ROWS, strict=True)
        if verdict and language == "en"
    ]
    assert sum(english) / len(english) >= FLOOR
