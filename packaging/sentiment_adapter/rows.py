"""What the adapter learns from and is looked at with: texts, labels, where each is from."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sentiment_head import reviews, written

LABELS = ("positive", "neutral", "negative")

Row = tuple[str, str]  # text, label


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one origin, each read ``times`` times in an epoch."""

    name: str
    rows: Sequence[Row]
    times: int = 1


def from_file(path: Path) -> list[Row]:
    """The rows of a TSV file (text, tab, label; gz too)."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    split = (line.rpartition("\t") for line in text.splitlines())
    return [(said, label) for said, _, label in split if label in LABELS]


def to_learn_from(comments: Path) -> list[Part]:
    """GoEmotions' training rows, sentences made by rule, and those written by hand."""
    return [
        Part("comment", from_file(comments)),
        Part("rule", reviews.rows(1500, seed=0)),
        Part("written", written.rows(), times=3),
    ]
