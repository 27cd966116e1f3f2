"""Numbers and units are found however a language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.translation.numbers import changed_units, missing_numbers


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("It costs 1,250.50 dollars.", "Cela coûte 1 250,50 dollars."),
        ("at 12:30", "à 12 h 30"),
        ("3 dogs and 12 cats", "trois chiens et douze chats"),
        ("3 dogs", "三只狗"),
        ("14 cats and 20 dogs", "vierzehn Katzen und zwanzig Hunde"),
        ("in 30 days", "in dreißig Tagen"),
        ("16 boats", "dieciséis barcos"),
        ("30,000 people", "3万人"),
        ("3 million people", "300万人"),
        ("1.5 million", "150万"),
        ("3 billion", "3 milliards"),
        ("in 2024 and 2025", "2024 und 2025"),
        ("no number", "keine"),
    ],
)
def test_numbers_that_are_there(source: str, target: str) -> None:
    assert missing_numbers(source, target) == ()


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("Call 555 1234 before 9.", "Appelez avant 9 heures.", ("555 1234",)),
        ("12 and 12", "12", ("12",)),
        ("in 1987", "en 1978", ("1987",)),
        ("3 million", "3 Milliarden", ()),
        ("40 cats", "vier Katzen", ("40",)),
        ("14 cats", "quatre chats", ("14",)),
    ],
)
def test_numbers_that_are_missing(source: str, target: str, missing: tuple[str, ...]) -> None:
    assert missing_numbers(source, target) == missing


@pytest.mark.parametrize(
    ("source", "target", "changed"),
    [
        ("5 km", "5 Kilometer", ()),
        ("5 km", "5 Meilen", ("5 km",)),
        ("2 kg of flour", "2公斤面粉", ()),
        ("2 kg of flour", "2克面粉", ("2 kg",)),
        ("$5 or 10 %", "5 € ou 10 %", ("5 $",)),
        ("20 °C", "20 °F", ("20 °C",)),
        ("100 km/h", "100 km/h", ()),
        ("3 m and 4 men", "3 m et 4 hommes", ()),
        ("5 km", "cinq", ()),
        ("It is 3 kg.", "C'est 3 kilos", ()),
        ("The fee is 3 kg", "Le prix est 3 {n}", ()),
    ],
)
def test_units(source: str, target: str, changed: tuple[str, ...]) -> None:
    assert changed_units(source, target) == changed


@given(st.text(max_size=60))
def test_a_text_has_its_own_numbers_and_units(text: str) -> None:
    assert missing_numbers(text, text) == ()
    assert changed_units(text, text) == ()
