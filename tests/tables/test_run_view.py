"""Rows of a run by the words in their texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm.tables.run_view import Wanted, order_of, whole_word
from desktop_lm.tables.words import drivers
from tests.support.judged_runs import Said, judged_run

GOOD, BAD = (0.9, 0.06, 0.04), (0.1, 0.1, 0.8)
TEXTS = (
    "Отлично, приедем снова!",
    "Всё отлично.",
    "Die Größe passt.",
    "GRÖSSE und Farbe stimmen.",
    "A piece of art.",
    "What a party!",
    "Art, 100% and_more.",
    "",
    "It passes the\ncolour   test; 房间很干净。",
)


@pytest.mark.parametrize(
    ("search", "rows"),
    [
        ("отлично", [1, 2]),
        ("ОТЛИЧН", [1, 2]),
        (whole_word("отлично"), [1, 2]),
        (whole_word("отличн"), []),
        (whole_word("grösse"), [3, 4]),
        ("größe", [3, 4]),
        ("ART", [5, 6, 7]),
        (whole_word("art"), [5, 7]),
        ("0% d_m", [7]),
        (whole_word("100%"), [7]),
        (whole_word("10"), []),
        (whole_word("A"), [5, 6]),
        ('"', []),
        ('piece "of"', [5]),
        ('"piece of art"', [5]),
        ('"iece of art"', []),
        ('"art of piece"', []),
        ('passt "DIE GRÖSSE"', [3]),
        ('"the colour test"', [9]),
        ('"很干净"', [9]),
    ],
)
def test_a_search_finds_words_and_phrases_in_any_case(
    tmp_path: Path, search: str, rows: list[int]
) -> None:
    run = judged_run(tmp_path / "a.run", [Said(text, GOOD) for text in TEXTS])
    assert list(order_of(run.connection, Wanted(search=search), run.path)) == rows
    run.close()


def test_the_rows_behind_a_word_that_speaks_for_a_class_are_those_that_have_it(
    tmp_path: Path,
) -> None:
    said = [Said(f"Отлично {at}", GOOD) for at in range(3)]
    said += [Said(f"Всё отлично {at}", GOOD) for at in range(3)]
    said += [Said(f"{at} неотлично, ужасно", BAD) for at in range(6)]
    run = judged_run(tmp_path / "a.run", said)
    found = {one.word: one.times for one in drivers(run.connection)["positive"]}
    assert found["отлично"] == 6
    wanted = Wanted(search=whole_word("отлично"))
    assert list(order_of(run.connection, wanted, run.path)) == [1, 2, 3, 4, 5, 6]
    run.close()
