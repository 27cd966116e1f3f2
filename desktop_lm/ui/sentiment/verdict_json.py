"""Verdicts as JSON, for the draft file."""

from __future__ import annotations

from typing import Any

from desktop_lm.tasks.sentiment.method import LABELS, Verdict
from desktop_lm.tasks.sentiment.one_text import SentenceVerdict
from desktop_lm.ui.sentiment.verdict_view import VerdictView


def dump(view: VerdictView) -> dict[str, Any] | None:
    """What ``view`` shows; None where there is no verdict."""
    if view.verdict is None:
        return None
    return {
        "judged": view.judged,
        "labels": list(view.verdict.labels),
        "verdict": _values(view.verdict),
        "sentences": [
            [row.start, row.end, *_values(row.verdict)] for row in view.list.sentences.rows
        ],
    }


def load(values: Any, view: VerdictView) -> bool:
    """Show what :func:`dump` gave; False where ``values`` are not that."""
    try:
        labels = tuple(str(label) for label in values.get("labels", LABELS))
        judged, verdict = str(values["judged"]), _verdict(values["verdict"], labels)
        sentences = tuple(
            SentenceVerdict(int(start), int(end), _verdict(rest, labels))
            for start, end, *rest in values["sentences"]
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    view.begin(judged)
    view.show_verdict(verdict)
    if sentences:
        view.add_sentences(sentences)
    return True


def _values(verdict: Verdict) -> list[float | bool]:
    return [*verdict.probabilities, verdict.unsure]


def _verdict(values: Any, labels: tuple[str, ...]) -> Verdict:
    *probabilities, unsure = values
    if len(probabilities) != len(labels) or not labels:
        raise ValueError("not one probability a label")
    return Verdict(tuple(float(share) for share in probabilities), bool(unsure), labels)
