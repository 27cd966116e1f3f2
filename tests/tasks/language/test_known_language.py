"""A person is told where a model's file does not name the language of a text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_lm.tasks.language.known_language import unknown_language
from desktop_lm.tasks.sentiment.many_texts import ManyInput, SentimentManyTask
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentTask
from desktop_lm.tasks.task import Notice
from tests.tasks.driving import MODEL, play
from tests.tasks.sentiment.test_one_text import by_word, engine

ENGLISH = frozenset({"en"})


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Zimmer war sauber, aber das Frühstück leider kalt.", "de"),
        ("La chambre était propre mais le petit déjeuner était froid.", "fr"),
        ("房间很干净可是早饭是凉的。", "zh"),
        ("The room was clean, and breakfast was cold.", ""),
        ("one long string of worn out jokes", ""),
        ("Ok!", ""),
        ("12345", ""),
    ],
)
def test_the_language_of_a_text_is_held_against_the_models(text: str, language: str) -> None:
    assert unknown_language([text], ENGLISH) == language
    assert unknown_language([text], frozenset()) == ""
    assert unknown_language(["This is fine.", text], ENGLISH) == language


def test_the_verdict_comes_with_a_word_of_warning() -> None:
    text = "Das Zimmer war sauber, aber das Frühstück leider kalt."
    task = SentimentTask(replace(MODEL, languages=ENGLISH), SentimentInput((text,)))
    updates = play(task, engine(by_word))
    expected = Notice("language_unknown", (("language", "German"), ("known", "English")))
    assert updates[-1] == expected
    assert task.result().results


def test_many_texts_come_with_one_word_of_warning() -> None:
    texts = [f"Das Zimmer {n} war sauber, aber das Frühstück leider kalt." for n in range(200)]
    task = SentimentManyTask(replace(MODEL, languages=ENGLISH), ManyInput(texts))
    updates = play(task, engine(by_word))
    expected = Notice("language_unknown", (("language", "German"), ("known", "English")))
    assert [update for update in updates if isinstance(update, Notice)] == [expected]
    assert len(updates) == 1 + len(texts)
