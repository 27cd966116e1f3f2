"""GoEmotions' comments, in an order drawn by chance, so that the first of them are any of them."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

LABELS = ("positive", "neutral", "negative")

Row = tuple[str, str]  # text, label


def rows(path: Path) -> list[Row]:
    """All rows of the training file, shuffled."""
    found = from_file(path)
    Random(0).shuffle(found)  # noqa: S311
    return found


def from_file(path: Path) -> list[Row]:
    """The rows of a TSV file (text, tab, label; gz too) that have one of LABELS."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    split = (line.rpartition("\t") for line in text.splitlines())
    return [(said, label) for said, _, label in split if label in LABELS]
