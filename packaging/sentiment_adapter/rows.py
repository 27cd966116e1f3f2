"""What the adapter learns from and is looked at with: texts, labels, where each is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sentiment_head import comments, reviews, written
from sentiment_head.comments import LABELS, Row

__all__ = ["LABELS", "Row", "sets"]


def sets(learnt: Path, looked_at: Sequence[Path]) -> Mapping[str, Sequence[Row]]:
    """GoEmotions' training rows, sentences made by rule and those written by hand; and by the
    names of their files, behind "dev-", rows that are judged and never learnt from."""
    return {
        "comment": comments.rows(learnt),
        "rule": reviews.rows(1500, seed=0),
        "written": written.rows(),
        **{f"dev-{path.name.split('.')[0]}": comments.from_file(path) for path in looked_at},
    }
