"""Sentence pairs on their way in: clean, and nothing among them that is kept for judging."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translator import data, evaluate
from translator.data import DevItem, Pair
from translator.languages import Direction
from translator.vocabulary import Vocabulary, byte_letters

from tests.translator.conftest import SMALL

PAIRS = [Pair(f"Sentence {n}.", f"Phrase {n}.") for n in range(40)]


def test_spaces_and_accents_are_made_alike() -> None:
    assert data.clean(" Tu viens\u202f?\u00a0 E\u0301t\u00e9\t") == "Tu viens ? \u00c9t\u00e9"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert data.clean(data.clean(text)) == data.clean(text)


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz"])
def test_rows_are_read_from_plain_and_packed_files(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    content = "Hi.\tSalut\u00a0!\nRun!\tCours !\n".encode()
    file.write_bytes(gzip.compress(content) if name.endswith("gz") else content)

    assert list(data.read_pairs(file)) == [Pair("Hi.", "Salut !"), Pair("Run!", "Cours !")]


def test_a_row_with_other_columns_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.tsv"
    file.write_text("Hi.\tSalut !\nHi.\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"a\.tsv:2"):
        list(data.read_pairs(file))


def test_what_is_judged_is_not_learnt_on_either_side_in_any_spelling() -> None:
    judged = data.kept_back([Pair("How are you?", "Comment vas-tu ?")])
    pairs = [
        Pair("how are you", "Comment allez-vous ?"),
        Pair("How do you do?", "comment vas tu"),
        Pair("Comment vas-tu?", "Comment vas-tu?"),
        Pair("I am well.", "Je vais bien."),
    ]

    assert data.usable(pairs, judged) == [Pair("I am well.", "Je vais bien.")]


def test_repeats_and_sides_without_length_are_left_out() -> None:
    pairs = [Pair("a", "b"), Pair("a", "b"), Pair("", "b"), Pair("a", "b" * 301), Pair("a", "c")]

    assert data.usable(pairs, set()) == [Pair("a", "b"), Pair("a", "c")]


def test_a_source_is_judged_once_with_all_its_references() -> None:
    items = data.dev_items(
        [Pair("Hi.", "Salut !"), Pair("Hi.", "Bonjour."), Pair("Hey.", "Salut !")], "fr"
    )

    found = {(one.direction.name, one.source): one.references for one in items}
    assert found == {
        ("en-fr", "Hi."): ("Salut !", "Bonjour."),
        ("en-fr", "Hey."): ("Salut !",),
        ("fr-en", "Salut !"): ("Hi.", "Hey."),
        ("fr-en", "Bonjour."): ("Hi.",),
    }


def test_joined_pairs_join_the_same_two_on_both_sides() -> None:
    found = data.joined(PAIRS, "fr", 0.5, seed=1)

    assert len(found) == 20
    assert found == data.joined(PAIRS, "fr", 0.5, seed=1)
    for pair in found:
        assert pair.partner == pair.english.replace("Sentence", "Phrase")


def test_chinese_is_joined_without_a_space() -> None:
    (pair, *_) = data.joined([Pair("a", "一"), Pair("b", "二")], "zh", 1, seed=1)

    assert sorted(pair.partner) == ["一", "二"]


def test_every_byte_has_a_letter_of_its_own() -> None:
    letters = byte_letters()

    assert sorted(letters) == list(range(256))
    assert len(set(letters.values())) == 256
    assert not any(letter.isspace() for letter in letters.values())


def test_ids_are_text_again(vocabulary: Vocabulary) -> None:
    assert [vocabulary.decode(ids) for _, ids in SMALL["samples"]] == [
        text for text, _ in SMALL["samples"]
    ]
    assert vocabulary.decode([vocabulary.control_id("<|end|>")]) == ""


def test_a_vocabulary_is_kept_in_a_file(vocabulary: Vocabulary, tmp_path: Path) -> None:
    vocabulary.save(tmp_path / "v.json")

    assert Vocabulary.load(tmp_path / "v.json") == vocabulary


def test_the_tokenizers_package_gives_these_ids(vocabulary: Vocabulary) -> None:
    pytest.importorskip("tokenizers")
    from translator.tokenizer import Encoder

    texts = [text for text, _ in SMALL["samples"]]
    assert Encoder(vocabulary).encode(texts) == [ids for _, ids in SMALL["samples"]]


def test_what_is_judged_between_is_spread_over_each_direction() -> None:
    there, back = Direction("en", "fr"), Direction("fr", "en")
    items = [DevItem(there, str(n), ("x",)) for n in range(10)]
    items += [DevItem(back, str(n), ("x",)) for n in range(3)]

    found = [(one.direction, one.source) for one in evaluate.chosen(items, 4)]

    assert found == [(there, n) for n in "0257"] + [(back, n) for n in "012"]
    assert evaluate.chosen(items, 0) == items
