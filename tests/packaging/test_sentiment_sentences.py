"""The sentences that sentiment is learnt from: well labelled, each once, none that judges it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
from sentiment_adapter.tokens import Tokens, set_of
from sentiment_head import comments, written

from desktop_lm.tasks.sentiment.method import LABELS

DATA = Path(__file__).parents[1] / "data"


def bare(text: str) -> str:
    """What is left where case and punctuation do not count."""
    return " ".join(re.findall(r"\w+", text.lower()))


def test_each_has_a_label_and_none_comes_twice() -> None:
    found = written.rows()
    counts = Counter(label for _, label in found)
    assert set(counts) == set(LABELS)
    assert counts["positive"] / counts["negative"] < 1.1
    assert counts["negative"] / counts["positive"] < 1.1
    twice = [text for text, count in Counter(bare(text) for text, _ in found).items() if count > 1]
    assert not twice


def test_none_is_among_those_that_the_program_is_judged_by() -> None:
    judged = [
        line.split("\t")[0]
        for file in (DATA / "sentiment.tsv", written.APART)
        for line in file.read_text("utf-8").splitlines()
    ]
    assert len(judged) > 500
    assert not {bare(text) for text, _ in written.rows()} & {bare(text) for text in judged}


def test_tables_are_read_packed_or_not_and_lines_without_a_label_are_left_out(
    tmp_path: Path,
) -> None:
    import gzip

    lines = "so\tgood\tpositive\nbad\tnegative\n\nno label\nodd\tunheard\n"
    plain, packed = tmp_path / "a.tsv", tmp_path / "b.tsv.gz"
    plain.write_text(lines)
    packed.write_bytes(gzip.compress(lines.encode()))
    expected = [("so\tgood", "positive"), ("bad", "negative")]
    assert comments.from_file(plain) == comments.from_file(packed) == expected


def test_tokens_are_kept_and_found_again(tmp_path: Path) -> None:
    given = set_of([("a", "neutral"), ("b", "negative")], [[5, 6, 7], [8]])
    ids = np.array([1, 2, 3], np.int32)
    Tokens(ids, ids + 1, {"written": given, "dev-own": set_of([], [])}).save(
        tmp_path / "tokens.npz"
    )

    found = Tokens.load(tmp_path / "tokens.npz")

    assert (found.labels.tolist(), found.words.tolist()) == ([1, 2, 3], [2, 3, 4])
    assert (list(found.sets["written"].texts), len(found.sets["dev-own"])) == (["a", "b"], 0)
    assert [found.sets["written"].text(n).tolist() for n in range(2)] == [[5, 6, 7], [8]]
    assert [LABELS[c] for c in found.sets["written"].classes] == ["neutral", "negative"]
