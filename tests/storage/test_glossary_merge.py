"""A glossary that two windows change at once: nothing of either is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.storage.translations.glossaries import Glossaries, StoredGlossary, TermRow
from desktop_lm.storage.translations.glossary_merge import merged


def rows(letters: str) -> tuple[TermRow, ...]:
    return tuple(TermRow(letter.lower(), letter) for letter in letters)


def letters_of(glossary: StoredGlossary) -> str:
    return "".join(row.target for row in glossary.rows)


def both(base: str, mine: str, theirs: str) -> str:
    made = (StoredGlossary("a", (), rows(letters)) for letters in (base, mine, theirs))
    return letters_of(merged(*made))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("abc", "abc", "abcd", "abcd"),
        ("abc", "abcd", "abc", "abcd"),
        ("abc", "abcd", "abce", "abcde"),  # one's own rows keep their numbers
        ("abc", "abcd", "abcd", "abcd"),
        ("abc", "Abc", "abC", "AbC"),
        ("abc", "aBc", "aXc", "aBXc"),  # changed here and there: both
        ("abc", "ac", "abX", "aX"),
        ("abc", "bc", "ab", "b"),
        ("abc", "", "abcd", "d"),
        ("abc", "cab", "abxc", "cabx"),
        ("", "ab", "bc", "abc"),
        ("aab", "aab!", "ab", "ab!"),
    ],
)
def test_rows_of_both_stand_in_their_places(
    base: str, mine: str, theirs: str, expected: str
) -> None:
    assert both(base, mine, theirs) == expected


LETTERS = st.text("abcdef", max_size=8)


@given(LETTERS, LETTERS, LETTERS)
def test_what_is_new_stays_and_what_was_removed_is_gone(base: str, mine: str, theirs: str) -> None:
    found = Counter(both(base, mine, theirs))
    for one in (mine, theirs):
        assert found >= Counter(one) - Counter(base)
    assert both(base, mine, base) == mine
    assert both(base, base, theirs) == theirs
    for letter in set(base):
        if letter not in mine or letter not in theirs:
            added = max(mine.count(letter), theirs.count(letter)) - base.count(letter)
            assert found[letter] <= max(0, added)


def test_languages_and_use_are_whose_who_changed_them() -> None:
    base = StoredGlossary("a", (("en", "de"),), rows("a"))
    mine = replace(base, name="b", on=False)
    theirs = replace(base, pairs=())
    assert merged(base, mine, theirs) == StoredGlossary("b", (), rows("a"), on=False)


def test_what_somebody_else_saved_meanwhile_is_kept_under_the_new_name(tmp_path: Path) -> None:
    kept = Glossaries(tmp_path)
    base = kept.save(StoredGlossary("Old", (), rows("a")))
    kept.save(replace(base, rows=rows("ab")))

    now = kept.save(replace(base, name="New", rows=rows("aC")), "Old", base)

    assert letters_of(now) == "aCb"
    assert kept.names() == ["New"]
    assert kept.read("New") == now
    (tmp_path / "New.json").write_text("{")
    assert kept.save(base, "New", now) == base  # damaged: there is nothing to keep
    assert kept.read("Old") == base
