"""``python -m sentiment_head``: read the rows, train both classifiers, write them for the program.

Run it from the project's root with ``packaging`` on PYTHONPATH. The same rows and features give
the same file.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from desktop_lm import bootstrap
from desktop_lm.models import starter
from desktop_lm.tasks.sentiment.forms import FORMS, VERDICT
from desktop_lm.tasks.sentiment.head import Head, Heads
from desktop_lm.tasks.sentiment.method import LABELS
from sentiment_head import adapted, comments, reviews, steps, written
from sentiment_head.read_features import FeatureFile, Model
from sentiment_head.steps import Origin

Row = tuple[str, str]


def main() -> None:
    """Train as the arguments say."""
    options = _arguments()
    features = FeatureFile(options.features)
    given = {
        Origin.COMMENT: comments.rows(options.data)[: options.comments],
        Origin.RULE: reviews.rows(options.by_rule, seed=0),
        Origin.WRITTEN: written.rows("customers"),
    }
    model = Model(options.model or bootstrap.starter_model(), options.threads)
    texts = [text for rows in given.values() for text, _ in rows]
    features.read(model, FORMS[VERDICT], texts)
    heads = Heads(
        model_sha256=starter.SHA256,
        model_bytes=starter.SIZE,
        fast=adapted.alone(),
        thorough=adapted.with_another(_head(features, given, VERDICT)),
        adapter=options.adapter.name,
        adapter_sha256=hashlib.sha256(options.adapter.read_bytes()).hexdigest(),
    )
    content = msgspec.json.format(msgspec.json.encode(heads), indent=0) + b"\n"
    options.out.write_bytes(content)
    print(f"{options.out}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sentiment_head", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="goemotions/train.tsv.gz")
    parser.add_argument("--features", type=Path, required=True, help="where readings are kept")
    parser.add_argument("--out", type=Path, default=Path("resources/sentiment-heads.json"))
    parser.add_argument("--adapter", type=Path, default=Path("resources/sentiment-adapter.gguf"))
    parser.add_argument("--comments", type=int, default=3000)
    parser.add_argument("--by-rule", type=int, default=1500)
    parser.add_argument("--threads", type=int, default=bootstrap.default_threads())
    parser.add_argument("--model", help="a copy of the starter's weights in a type read faster")
    return parser.parse_args()


def _head(features: FeatureFile, given: Mapping[Origin, Sequence[Row]], form: str) -> Head:
    head, accuracies = steps.train(_rows(features, given, form), (form,))
    told = ", ".join(
        f"{accuracy:.3f} {origin.name.lower()}"
        for origin, accuracy in zip(Origin, accuracies, strict=True)
    )
    print(f"{form}: unseen right, {told}; unsure < {head.unsure_below}")
    return head


def _rows(features: FeatureFile, given: Mapping[Origin, Sequence[Row]], form: str) -> steps.Rows:
    rows = [(origin, text, label) for origin, own in given.items() for text, label in own]
    read = [features.of(FORMS[form], text) for _, text, _ in rows]
    return steps.Rows(
        np.array(read),
        np.array([LABELS.index(label) for _, _, label in rows], dtype=np.intp),
        np.array([origin for origin, _, _ in rows], dtype=np.intp),
    )


if __name__ == "__main__":
    main()
