"""What is taken out before a translation is put back into it."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_lm.tasks.translation.glossary import Glossary, Term
from desktop_lm.tasks.translation.mask import StandIns, copied_words, masked, runs_between
from desktop_lm.tasks.translation.protect import missing_parts, protected_parts

NUMBERS = StandIns((("71",), ("72", "LXXII"), ("73",)))


@pytest.mark.parametrize(
    ("segment", "asked", "translated", "written"),
    [
        ("Hello {name}!", "Hello 71!", "Bonjour 71 !", "Bonjour {name} !"),
        ("{a} of {b}", "71 of 72", "LXXII, 71", "{b}, {a}"),
        ("A <b>red</b> car", "A red car", "Une voiture rouge", "Une <b>voiture</b> rouge"),
        ("<i>*All* of it</i> x", "All of it x", "Tout cela x", "<i>*Tout* cela</i> x"),
        ("See [the {x} page](u.v).", "See the 71 page.", "Voir 71.", "Voir [{x}](u.v)."),
        ("Lost {a} here", "Lost 71 here", "Perdu ici", "Perdu ici"),
        ("Note[^1] this", "Note this", "Notez ceci", "Notez[^1] ceci"),
        ("Not 71, {a}", "Not 71, 72", "Pas 71, 72", "Pas 71, {a}"),
        ("Nothing", "Nothing", "Rien", "Rien"),
    ],
)
def test_out_and_back(segment: str, asked: str, translated: str, written: str) -> None:
    mask = masked(segment, protected_parts(segment), NUMBERS)

    assert mask.text == asked
    assert mask.put_back(translated).text == written


def test_a_model_that_copies_is_shown_the_parts_themselves() -> None:
    mask = masked("Hi {name}, <b>you</b>", protected_parts("Hi {name}, <b>you</b>"))

    assert mask.text == "Hi {name}, you"
    assert mask.put_back("Salut {name}, toi").text == "Salut {name}, <b>toi</b>"


def test_names_stand_for_words_and_numbers_for_numbers() -> None:
    text = "Tom sent {name} and `x` %d files of %.1f MB and %s"

    shown = masked(text, protected_parts(text), copied_words("en")).text
    chinese = masked("看{name}", protected_parts("看{name}"), copied_words("zh"))

    assert shown == "Tom sent Boston and Mary 2013 files of 17 MB and 41"
    assert chinese.text == "看汤姆"
    assert chinese.put_back("Look at Tom.").text == "Look at {name}."


def test_a_term_comes_back_in_the_other_language() -> None:
    text = "The contract {a}"
    terms = Glossary([Term("contract", "Vertrag")]).find(text)

    mask = masked(text, protected_parts(text), NUMBERS, terms)

    assert mask.put_back("Der 71 72").text == "Der Vertrag {a}"


def test_places_of_the_models_text_are_found_again() -> None:
    segment = "A <b>red</b> {car} there"
    mask = masked(segment, protected_parts(segment), NUMBERS)
    translated = "Une rouge 71 là"
    back = mask.put_back(translated)

    assert back.text == "Une <b>rouge</b> {car} là"
    assert back.text[: back.place(len("Une rouge"))] == "Une <b>rouge</b>"
    assert back.text[: back.place(len("Une rouge 71"))] == "Une <b>rouge</b> {car}"
    assert back.place(len(translated)) == len(back.text)


def test_runs_between_what_stands_for_words() -> None:
    text = " {a} one <b>two</b>, {b}{c} three"

    runs = [text[start:end] for start, end in runs_between(text, protected_parts(text))]

    assert runs == ["one <b>two</b>,", "three"]


BITS = [
    "{a}",
    "{b}",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "**",
    "`x`",
    " ",
    "word ",
    "Tom ",
    "世",
    ".",
    "71",
]
texts = st.lists(st.sampled_from(BITS), max_size=14).map("".join)


@given(texts)
def test_a_translation_that_is_the_text_gives_back_every_part(text: str) -> None:
    parts = protected_parts(text)
    mask = masked(text, parts, NUMBERS)
    assume(not re.search(r"\d{3}", mask.text))  # two stand-ins with nothing between them

    written = mask.put_back(mask.text).text

    assert missing_parts(text, parts, written) == ()


@given(texts, texts)
def test_marks_are_never_lost_and_never_cross(text: str, other: str) -> None:
    parts = protected_parts(text)
    translated = re.sub(r"[<>*{}`]", "", other)
    mask = masked(text, parts, NUMBERS)

    back = mask.put_back(translated)

    marks = [part for part in parts if part.is_mark]
    assert missing_parts(text, marks, back.text) == ()
    pairs = [text[part.start : part.end] for part in marks if part.pair]
    begun: list[str] = []
    if pairs and all(mark.startswith("<") for mark in pairs) and len(pairs) == len(marks):
        for tag in re.findall(r"</?\w>", back.text):
            if tag.startswith("</"):
                assert begun.pop() == tag[2:-1]
            else:
                begun.append(tag[1:-1])
    assert back.place(len(translated)) == len(back.text)
    assert [c for c in back.text if c == "世"] == [c for c in translated if c == "世"]
