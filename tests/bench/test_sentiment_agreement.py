"""How verdicts are counted against a file's labels."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm import bootstrap
from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.sentiment.agreement import BINS, agreement, macro_f1, reliability
from desktop_lm.bench.sentiment.rows import LabelledRow, each_text_once, read_rows
from desktop_lm.bench.sentiment.teach import teach
from desktop_lm.bench.sentiment.vader import vader
from desktop_lm.cli.session import Session
from desktop_lm.tasks.sentiment.method import Verdict

LABELS = ("positive", "neutral", "negative")


def verdict(positive: float, neutral: float, negative: float, *, unsure: bool = False) -> Verdict:
    return Verdict((positive, neutral, negative), unsure)


def test_a_label_the_file_lacks_is_taken_out() -> None:
    """Neutral is likeliest, but the file has only the other two: 0.3 of 0.4 remain."""
    found = agreement([verdict(0.3, 0.6, 0.1), verdict(0.1, 0.6, 0.3)], ["positive", "negative"])
    assert found.accuracy == 1.0
    assert found.ece == pytest.approx(0.25)
    assert [each.rows for each in found.bins] == [2]
    assert found.bins[0].confidence == pytest.approx(0.75)


def test_unsure_counts_as_its_top_label_and_the_coverage_is_told() -> None:
    verdicts = [verdict(0.4, 0.3, 0.3, unsure=True), verdict(0.9, 0.05, 0.05)]
    found = agreement(verdicts, ["negative", "positive"])
    assert (found.accuracy, found.coverage, found.accuracy_when_sure) == (0.5, 0.5, 1.0)


def test_an_unknown_label_is_named() -> None:
    with pytest.raises(BenchFailed, match="praise"):
        agreement([verdict(1, 0, 0)], ["praise"])


pairs = st.lists(
    st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=60
)


@given(pairs)
def test_macro_f1_is_what_scikit_learn_says(rows: list[tuple[str, str]]) -> None:
    from sklearn.metrics import f1_score

    found, truths = [row[0] for row in rows], [row[1] for row in rows]
    expected = f1_score(
        truths, found, labels=sorted(set(truths)), average="macro", zero_division=0.0
    )
    assert macro_f1(found, truths) == pytest.approx(expected)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80))
def test_each_row_is_in_the_bin_of_its_probability(rows: list[tuple[float, bool]]) -> None:
    bins = reliability([row[0] for row in rows], [row[1] for row in rows])
    assert sum(each.rows for each in bins) == len(rows)
    for each in bins:
        assert each.high - each.low == pytest.approx(1 / BINS)
        assert each.low - 1e-9 <= each.confidence <= each.high + 1e-9
        assert 0 <= each.accuracy <= 1


def test_rows_are_read_plain_and_zipped(tmp_path: Path) -> None:
    text = "good\tday\tpositive\nWhy?\tneutral\n"
    plain, zipped = tmp_path / "a.tsv", tmp_path / "a.tsv.gz"
    plain.write_text(text, encoding="utf-8")
    zipped.write_bytes(gzip.compress(text.encode()))
    expected = [LabelledRow("good\tday", "positive"), LabelledRow("Why?", "neutral")]
    assert read_rows(plain) == read_rows(zipped) == expected
    assert read_rows(plain, 1) == expected[:1]


def test_what_else_may_end_a_line_stays_in_a_text_and_labels_come_in_any_case(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes("one\u2028two\x0cthree\u0085\tPositive\r\nfour\tComplaint\n".encode())
    assert read_rows(path) == [
        LabelledRow("one\u2028two\x0cthree\u0085", "positive"),
        LabelledRow("four", "Complaint"),
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"no label\n", b"\tpositive\n", b"\xff\xfe\x00", b"x\t \n", b"\x00\tneutral"],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(content)
    with pytest.raises(BenchFailed):
        read_rows(path)
    with pytest.raises(BenchFailed):
        read_rows(tmp_path / "missing.tsv.gz")


@given(st.lists(st.builds(LabelledRow, st.text("ab \n"), st.sampled_from(LABELS))))
def test_no_text_is_among_those_taught_and_those_judged(rows: list[LabelledRow]) -> None:
    kept = each_text_once(rows)
    texts = [row.text.split() for row in kept]
    assert all(texts.count(text) == 1 for text in texts)
    assert [row for row in rows if row.text.split() not in texts] == []


def test_rows_of_the_same_text_are_too_few_to_teach_with() -> None:
    rows = [LabelledRow(f"Text {number % 3}", LABELS[number % 3]) for number in range(90)]
    with (
        Session(bootstrap.build_runner(scripted=True)) as session,
        pytest.raises(BenchFailed, match="3 different texts"),
    ):
        teach(session, rows, taught=20, draws=1)


def test_the_word_list_is_judged_on_the_same_rows() -> None:
    rows = [LabelledRow("I love it", "positive"), LabelledRow("I hate it", "negative")]
    assert vader(rows) == {"accuracy": 1.0, "macro_f1": 1.0}
