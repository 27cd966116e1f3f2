"""Terms are found in their forms, the longest first, in tables of any size."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.text.word_forms import is_form
from desktop_lm.tasks.translation.glossary import Contradiction, Glossary, Term


def found(text: str, *sources: str, exact: bool = False) -> list[str]:
    glossary = Glossary(Term(source, "x", exact) for source in sources)
    return [text[one.start : one.end] for one in glossary.find(text)]


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("The service contract ends", ["contract", "service contract"], ["service contract"]),
        ("Contracts of contractors", ["contract"], ["Contracts"]),
        ("cities, Häuser, libri", ["city", "Haus", "libro"], ["cities", "Häuser", "libri"]),
        ("C++ is not C, R&D", ["C++", "R&D"], ["C++", "R&D"]),
        ("a car, a card", ["car"], ["car"]),
        ("我喜欢机器学习。", ["机器", "机器学习"], ["机器学习"]),
        ("книгой и книга", ["книга"], ["книгой", "книга"]),
        ("service-contract", ["service contract"], []),
        ("", ["a"], []),
    ],
)
def test_terms_in_a_text(text: str, terms: list[str], expected: list[str]) -> None:
    assert found(text, *terms) == expected


def test_capitals_count_where_they_are_asked_for() -> None:
    assert found("Polish or polish", "polish", exact=True) == ["polish"]
    assert found("Polish or polish", "polish") == ["Polish", "polish"]


@pytest.mark.parametrize(
    ("word", "other"),
    [("form", "formal"), ("bank", "banjo"), ("contract", "contrast"), ("12", "123"), ("an", "and")],
)
def test_words_that_only_look_alike_are_no_forms(word: str, other: str) -> None:
    assert not is_form(word, other)


@given(st.text(min_size=1, max_size=12).filter(lambda word: bool(word.casefold().strip())))
def test_a_word_is_a_form_of_itself(word: str) -> None:
    assert is_form(word.casefold(), word.casefold())


def test_what_was_not_followed_is_named_once() -> None:
    contract, car = Term("contract", "Vertrag"), Term("car", "Wagen")
    glossary = Glossary([contract, car])
    source = "The contract, a contract and the car"

    assert glossary.not_followed(source, "Der Kontrakt und das Auto") == (contract, car)
    assert glossary.not_followed(source, "Die Verträge, der Wagen") == ()
    assert glossary.not_followed(source, "Vertragspartner mit Dienstwagen") == ()
    assert glossary.not_followed("Nothing of it", "Nichts") == ()
    assert Glossary([Term("学习", "学")]).not_followed("学习", "学") == ()


def test_rows_that_say_nothing_or_the_same_or_the_contrary() -> None:
    rows = [Term("a", "b"), Term("", "x"), Term("x", " "), Term("a", "b"), Term("A", "c")]

    glossary = Glossary(rows)

    assert glossary.terms == (Term("a", "b"),)
    assert glossary.contradictions == (Contradiction("A", "b", "c"),)
    assert not Glossary(rows[1:3])


def test_rows_in_a_circle_do_no_harm() -> None:
    glossary = Glossary([Term("hund", "katze"), Term("katze", "hund")])

    assert [one.term.target for one in glossary.find("Hund und Katze")] == ["katze", "hund"]


words = st.text(st.sampled_from("ab 世界-."), max_size=8)


@given(st.lists(words, max_size=8), st.lists(words, max_size=8).map(" ".join))
def test_terms_are_in_order_and_apart_and_none_is_overlooked(rows: list[str], text: str) -> None:
    glossary = Glossary(Term(row, "x") for row in rows)

    places = [(one.start, one.end) for one in glossary.find(text)]

    assert all(start < end for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert all(glossary.find(term.source) for term in glossary.terms)


@pytest.mark.slow
def test_fifty_thousand_rows_take_no_longer_than_a_few() -> None:
    text = "the quick word12345 jumps over the lazy word77 " * 12
    few, many = (
        Glossary(Term(f"the word{number} row", "x") for number in range(count))
        for count in (50, 50_000)
    )

    def seconds(glossary: Glossary) -> float:
        started = time.process_time()
        for _ in range(20):
            glossary.find(text)
        return time.process_time() - started

    seconds(few)
    assert seconds(many) < 5 * seconds(few) + 0.1
