"""What the pictures of a run count."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm.tables.run_view import Wanted, order_of
from desktop_lm.tables.summary import extremes
from tests.support.judged_runs import Said, judged_run


@pytest.mark.parametrize(
    "labels", [("positive", "neutral", "negative"), ("negative", "neutral", "positive")]
)
def test_the_lowest_are_the_negative_whatever_the_order_of_the_classes(
    tmp_path: Path, labels: tuple[str, ...]
) -> None:
    shares = {"positive": (0.9, 0.06, 0.04), "negative": (0.1, 0.1, 0.8)}
    usual = ("positive", "neutral", "negative")

    def said(text: str, label: str) -> Said:
        of = dict(zip(usual, shares[label], strict=True))
        return Said(text, tuple(of[name] for name in labels))

    run = judged_run(
        tmp_path / "a.run", [said("Lovely.", "positive"), said("Awful.", "negative")], labels
    )
    assert [found.text for found in extremes(run.connection, lowest=True)] == ["Awful."]
    assert [found.text for found in extremes(run.connection, lowest=False)] == ["Lovely."]
    best_last = order_of(run.connection, Wanted(order="lean"), run.path)
    assert list(best_last) == [2, 1]
    run.close()


def test_classes_without_good_and_bad_lean_from_the_last_to_the_first(tmp_path: Path) -> None:
    labels = ("bug", "praise", "question")
    said = [Said("It crashes.", (0.8, 0.1, 0.1)), Said("How?", (0.1, 0.1, 0.8))]
    run = judged_run(tmp_path / "a.run", said, labels)
    assert [found.text for found in extremes(run.connection, lowest=True)] == ["How?"]
    assert [found.text for found in extremes(run.connection, lowest=False)] == ["It crashes."]
    run.close()
