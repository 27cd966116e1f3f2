"""Verdicts as JSON, for the draft file."""

from __future__ import annotations

from typing import Any

from desktop_lm.tasks.sentiment.head import LEAST_LABELS
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
            SentenceVerdict(*_place(start, end, judged), _verdict(rest, labels))
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


def _place(start: Any, end: Any, text: str) -> tuple[int, int]:
    if not 0 <= int(start) <= int(end) <= len(text):
        raise ValueError("a sentence is not in the text")
    return int(start), int(end)


def _verdict(values: Any, labels: tuple[str, ...]) -> Verdict:
    *probabilities, unsure = values
    if len(probabilities) != len(labels) or not LEAST_LABELS <= len(set(labels)) == len(labels):
        raise ValueError("not one probability for each of some labels")
    shares = tuple(float(share) for share in probabilities)
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError("what is no probability")
    return Verdict(shares, bool(unsure), labels)
