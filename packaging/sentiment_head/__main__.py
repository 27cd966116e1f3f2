"""``python -m sentiment_head``: read the rows, train both classifiers, write them for the program.

Run it from the project's root with ``packaging`` on PYTHONPATH. The same rows and features give
the same file.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import msgspec
import numpy as np

from desktop_lm import bootstrap
from desktop_lm.models import starter
from desktop_lm.tasks.sentiment.forms import FORMS
from desktop_lm.tasks.sentiment.head import Head, Heads
from desktop_lm.tasks.sentiment.method import LABELS
from sentiment_head import reviews, steps, written
from sentiment_head.read_features import FeatureFile

Row = tuple[str, str]
FAST, THOROUGH = ("verdict",), ("verdict", "writer")


def main() -> None:
    """Train as the arguments say."""
    options = _arguments()
    if options.go_on:
        _go_on(options)
        return
    features = FeatureFile(options.features)
    comments, own = _comments(options.data, options.comments), reviews.rows(options.own, seed=0)
    model = options.model or bootstrap.starter_model()
    for name in THOROUGH:
        texts = [text for text, _ in [*comments, *own]]
        features.read(model, options.threads, FORMS[name], texts)
    heads = Heads(
        model_sha256=starter.SHA256,
        model_bytes=starter.SIZE,
        fast=_head(features, comments, own, FAST),
        thorough=_head(features, comments, own, THOROUGH),
    )
    _write(heads, options.out)


def _go_on(options: argparse.Namespace) -> None:
    """Both classifiers of ``--out``, with the first step moved by the written sentences and by
    comments, both read in the first form."""
    heads = msgspec.json.decode(options.out.read_bytes(), type=Heads)
    comments, own = _comments(options.data, options.comments), written.rows()
    features, form = FeatureFile(options.features), FORMS[FAST[0]]
    model = options.model or bootstrap.starter_model()
    features.read(model, options.threads, form, [text for text, _ in [*comments, *own]])
    given = _rows(features, comments, own, FAST)
    _write(
        replace(
            heads, fast=steps.go_on(heads.fast, given), thorough=steps.go_on(heads.thorough, given)
        ),
        options.out,
    )


def _write(heads: Heads, path: Path) -> None:
    content = msgspec.json.format(msgspec.json.encode(heads), indent=0) + b"\n"
    path.write_bytes(content)
    print(f"{path}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sentiment_head", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="goemotions/train.tsv.gz")
    parser.add_argument("--features", type=Path, required=True, help="where readings are kept")
    parser.add_argument("--out", type=Path, default=Path("resources/sentiment-heads.json"))
    parser.add_argument("--comments", type=int, default=2600)
    parser.add_argument("--own", type=int, default=1500)
    parser.add_argument("--threads", type=int, default=bootstrap.default_threads())
    parser.add_argument(
        "--go-on",
        action="store_true",
        help="move the classifiers in --out by the written sentences and --comments",
    )
    parser.add_argument("--model", help="a copy of the starter's weights in a type read faster")
    return parser.parse_args()


def _comments(path: Path, count: int) -> list[Row]:
    """So many of the file's rows, drawn by chance."""
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    rows = [(text, label) for text, _, label in (line.rpartition("\t") for line in lines)]
    Random(0).shuffle(rows)  # noqa: S311
    return rows[:count]


def _head(
    features: FeatureFile, comments: Sequence[Row], own: Sequence[Row], forms: tuple[str, ...]
) -> Head:
    head, accuracy = steps.train(_rows(features, comments, own, forms), forms)
    print(f"{'+'.join(forms)}: {accuracy:.3f} of unseen comments; unsure < {head.unsure_below}")
    return head


def _rows(
    features: FeatureFile, comments: Sequence[Row], own: Sequence[Row], forms: tuple[str, ...]
) -> steps.Rows:
    rows = [*comments, *own]
    read = [[value for f in forms for value in features.of(FORMS[f], text)] for text, _ in rows]
    return steps.Rows(
        np.array(read),
        np.array([LABELS.index(label) for _, label in rows], dtype=np.intp),
        np.arange(len(rows)) >= len(comments),
    )


if __name__ == "__main__":
    main()
