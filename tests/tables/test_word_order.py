"""The order of the alphabet in tables."""

# ruff: noqa: RUF001 - letters of many scripts look alike

from __future__ import annotations

from pathlib import Path
from random import Random
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tables.run_view import Wanted, group_names, order_of
from desktop_lm.tables.summary import groups
from desktop_lm.tables.word_order import sort_key
from tests.support.judged_runs import Said, judged_run

GOOD = (0.9, 0.06, 0.04)
WORDS = {
    "German": "Ähre apfel Äpfelchen Zebra",
    "French": "cote côté École écran Été zèbre",
    "Polish": "Lodz Łódź Lz zebra Żuraw",
    "Danish": "ære Ørsted oz",
    "Turkish": "ısı izlemek İzmir",
    "Russian": "Аня Еда ёж Иван Йод ян",
    "Ukrainian": "гяур Ґава дуб еx Єва жук ив Іва їжак йод",
    "Greek": "άλφα Αμ ωμέγα Ώρα",
    "Hebrew": "אב שָׁלוֹם שלומי",
    "Arabic": "أحمد اسم بيت",
    "Japanese": "アイ うえ エ 中",
    "Korean": "가 각 나",
    "all of them": "! ( 1 ２ 30 alpha Ω я א ب あ 中",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_words_stand_as_in_a_dictionary(words: str) -> None:
    expected = words.split()
    shuffled = expected.copy()
    Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == expected


@pytest.mark.parametrize("word", ["«Zebra»", "“Zebra”", '"Zebra"'])
def test_whatever_the_quotation_marks_are_the_word_decides(word: str) -> None:
    assert sorted([word, "'Zoo'", "'Apfel'"], key=sort_key) == ["'Apfel'", word, "'Zoo'"]


@given(st.text(max_size=30))
def test_capitals_and_the_way_letters_are_put_together_change_no_order(text: str) -> None:
    key = sort_key(text)
    assert sort_key(normalize("NFD", text)) == key
    assert sort_key(text.casefold()) == key


def test_rows_and_groups_stand_in_this_order(tmp_path: Path) -> None:
    names = ["Zürich", "Ärmel", "Яма", "apfel", "Écru", "zoo", "Адам", "Öl"]
    ordered = ["apfel", "Ärmel", "Écru", "Öl", "zoo", "Zürich", "Адам", "Яма"]
    said = [Said(f"{name} is what it is about", GOOD, group=name) for name in names]
    run = judged_run(tmp_path / "a.run", [Said(""), *said])
    names.insert(0, "")
    for order in ("text", "group"):
        rows = order_of(run.connection, Wanted(order=order), run.path)
        assert [names[row - 1] for row in rows] == [*ordered, ""]  # what has none is at the end
        rows = order_of(run.connection, Wanted(order=order, descending=True), run.path)
        assert [names[row - 1] for row in rows] == [*reversed(ordered), ""]
    assert group_names(run.connection) == ordered
    assert [share.place for share in groups(run.connection)] == ordered
    run.close()


def test_rows_of_a_text_stay_together_where_another_is_in_its_place(tmp_path: Path) -> None:
    run = judged_run(tmp_path / "a.run", [Said(text, GOOD) for text in ("Cafe", "Café") * 3])
    rows = order_of(run.connection, Wanted(order="text"), run.path)
    assert list(rows) == [1, 3, 5, 2, 4, 6]
    run.close()
