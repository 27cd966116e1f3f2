"""Talk around a translation is cut; what the source says is not."""

# ruff: noqa: RUF001 - the marks of many scripts look alike, and are meant
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.translation.chatter import said

SOURCE = "A cup of coffee, please."


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("Sure! Here is the translation: Une tasse de café.", "Une tasse de café."),
        ("Here's the French version:\n\nUne tasse de café.", "Une tasse de café."),
        ("Translation: Une tasse de café.", "Une tasse de café."),
        ("**French:** Une tasse de café.", "Une tasse de café."),
        ("Voici la traduction en français :\n« Une tasse de café. »", "Une tasse de café."),
        ("Natürlich! Hier ist die Übersetzung: Eine Tasse Kaffee.", "Eine Tasse Kaffee."),
        ("Por supuesto. La traducción es: Una taza de café.", "Una taza de café."),
        ("好的，以下是翻译：一杯咖啡。", "一杯咖啡。"),
        ("译文：一杯咖啡。", "一杯咖啡。"),
        ('"Une tasse de café."', "Une tasse de café."),
        ("Une tasse de café. (Note: this is formal)", "Une tasse de café."),
        ("Une tasse de café.\n\nI hope this helps!", "Une tasse de café."),
        ("一杯咖啡。注：这是礼貌的说法。", "一杯咖啡。"),
        ("Une tasse de café.\nUn autre : un café.", "Une tasse de café."),
        ("Une tasse : de café.", "Une tasse : de café."),
        ("Oui, bien sûr.", "Oui, bien sûr."),
    ],
)
def test_what_is_kept_of_an_answer(answer: str, kept: str) -> None:
    found = said(SOURCE, answer)

    assert answer[found.start : found.end] == kept
    assert not found.talks


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("Here is the translation: a cup.", "Voici la traduction : une tasse."),
        ("Sure! I will come.", "Bien sûr ! Je viendrai."),
        ("Certainement, monsieur.", "Certainly, sir."),
        ("“Yes.”", "« Oui. »"),
        ("Note: do not open.", "Remarque : ne pas ouvrir."),
        ("It is late. Note: it closes at six.", "Il est tard. Remarque : ça ferme à six heures."),
        ("I'm sorry, but I can't come.", "Je suis désolé, mais je ne peux pas venir."),
        ("Let me know. Please note that we close.", "Dites-le-moi. Please note that we close."),
        ("Here are the results: ten of ten.", "Voici les résultats : dix sur dix."),
    ],
)
def test_a_source_that_is_such_a_sentence_is_not_cut(source: str, answer: str) -> None:
    found = said(source, answer)

    assert answer[found.start : found.end] == answer
    assert not found.talks


@pytest.mark.parametrize(
    "answer",
    [
        "I'm sorry, but I cannot help with that.",
        "As an AI language model, I do not drink coffee.",
        "Sure! Here is the translation:",
        "Translate this text from English to French.",
        "很抱歉，我不能翻译这个。",
    ],
)
def test_mere_talk_is_said_to_be(answer: str) -> None:
    assert said(SOURCE, answer).talks


@given(st.text(max_size=60), st.text(max_size=80))
def test_what_is_kept_is_a_slice_without_spacing(source: str, answer: str) -> None:
    found = said(source, answer)

    assert 0 <= found.start <= found.end <= len(answer)
    kept = answer[found.start : found.end]
    assert kept == kept.strip()
