"""``desktop-lm bench translate``: what it reads, reckons and prints."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.bench import command
from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.translation.parallel_text import read
from desktop_lm.bench.translation.scores import score
from desktop_lm.bench.translation.sureness import Judged, Marked, telling
from desktop_lm.tasks.text.word_count import count_words
from desktop_lm.tasks.translation.sureness import LEAST_SURE
from tests.support.architectures import Sizes
from tests.support.random_models import write_model

LINES = "Yes.\tOui.\nGo away.\tVa-t'en.\nYes.\tSi.\nIt is late.\tIl est tard.\tCC-BY\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "dev.tsv"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_rows_of_one_source_are_several_references(data: Path) -> None:
    text = read(data)

    assert text.sources == ("Yes.", "Go away.", "It is late.")
    assert text.references[0] == ("Oui.", "Si.")
    assert text.references[2] == ("Il est tard.",)
    assert text.streams()[1] == ["Si.", None, None]
    assert text.words == 6


def test_a_file_serves_both_directions(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv"
    path.write_text(LINES + "The train is late.\tLe train est en retard.\n", encoding="utf-8")

    assert not read(path, pair=("en", "fr")).swapped
    back = read(path, limit=2, pair=("fr", "en"))

    assert back.swapped
    assert back.sources == ("Oui.", "Va-t'en.")
    assert back.references == (("Yes.",), ("Go away.",))


def test_a_limit_counts_sources_and_packed_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv.gz"
    path.write_bytes(gzip.compress(LINES.encode()))

    text = read(path, limit=1)

    assert text.references == (("Oui.", "Si."),)


@pytest.mark.parametrize("content", [b"", b"no tab here\n", b"\tOui.\n", b"\xff\xfe\n"])
def test_what_is_no_parallel_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dev.tsv"
    path.write_bytes(content)

    with pytest.raises(BenchFailed, match=r"dev\.tsv"):
        read(path)


def test_words_of_scripts_without_spaces_are_counted_too() -> None:
    assert count_words("我喜欢北京的春天。") == 4
    assert count_words("Tom 喜欢 tea") == 3


def test_the_references_themselves_score_full_marks(data: Path) -> None:
    text = read(data)

    full = score(["Si.", "Va-t'en.", "Il est tard."], text, "fr")
    none = score(["x", "y", "z"], text, "fr")

    assert full.bleu == pytest.approx(100)
    assert full.chrf == pytest.approx(100)
    assert none.chrf < 5
    assert "nw:2" in full.signature["chrf"]
    assert "tok:zh" in score(["是", "走", "晚"], text, "zh").signature["bleu"]


def test_a_model_of_noise_gets_its_figures(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path, "llama", Sizes())
    arguments = ["translate", "--from", "en", "--to", "fr", "--data", str(data), "--json"]

    assert command.main([*arguments, "--model", str(model)]) == 0

    printed = json.loads(capsys.readouterr().out)
    assert printed["sources"] == 3
    assert printed["segments"] == 3
    assert 0 <= printed["bleu"] <= 100
    assert printed["chrf"] < 30
    assert printed["words_per_second"] > 0
    assert printed["batch_ratio"] > 0
    assert printed["chat_ratio"] > 0
    assert 0 <= printed["flagged"] <= 3
    assert set(printed["signature"]) == {"bleu", "chrf"}
    assert printed["beams"] == 1
    assert printed["sureness"]["wrong"] > 0.5
    assert printed["sureness"]["in_use"]["threshold"] == LEAST_SURE


def test_how_well_a_model_tells_wrong_sentences_is_in_a_table(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_model(tmp_path, "llama", Sizes())
    arguments = ["translate", "--from", "en", "--to", "fr", "--data", str(data), "--beams", "2"]

    assert command.main([*arguments, "--model", str(model)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert "beams             2" in lines
    assert [line.split()[0] for line in lines if line.endswith("in use")] == [str(LEAST_SURE)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_how_often_the_wrong_one_is_less_sure_is_counted_over_all_pairs(
    sentences: list[tuple[float, bool]],
) -> None:
    found = telling([Judged(p, 10.0 if wrong else 80.0) for p, wrong in sentences], "de")

    wrong = [p for p, is_wrong in sentences if is_wrong]
    right = [p for p, is_wrong in sentences if not is_wrong]
    pairs = [1.0 if w < r else 0.5 if w == r else 0.0 for w in wrong for r in right]
    assert found.auc == pytest.approx(sum(pairs) / len(pairs) if pairs else 0.5)
    assert found.wrong == pytest.approx(len(wrong) / len(sentences))


def test_what_a_threshold_marks_is_counted_by_what_was_wrong() -> None:
    judged = [Judged(0.1, 20.0), Judged(0.2, 60.0), Judged(0.9, 25.0), Judged(0.8, 90.0)]

    found = telling(judged, "de")

    assert found.in_use == Marked(LEAST_SURE, 0.5, 0.5, 0.5, 40.0)
    assert found.wrong == 0.5
    assert telling(judged, "zh").wrong == 0


def test_a_missing_file_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["translate", "--from", "en", "--to", "fr", "--data", "nowhere.tsv"]

    assert command.main(arguments) == 1

    assert "nowhere.tsv cannot be read" in capsys.readouterr().err
