"""The language of short texts, among those asked about."""

from __future__ import annotations

import pytest

from desktop_lm.tasks.language.detection import NOTHING, detect, is_chinese
from desktop_lm.tasks.language.languages import BY_CODE

# ruff: noqa: RUF001 - the letters of other scripts are meant
SENTENCES = {
    "de": "Der Zug nach München fährt heute nicht.",
    "en": "The train to the coast left early today.",
    "es": "El tren de la costa salió hoy temprano.",
    "fr": "Le train de la côte est parti tôt ce matin.",
    "it": "Il treno per la costa è partito presto stamattina.",
    "nb": "Jeg vet ikke hvor mye det koster, men nå må vi gå hjem.",
    "pl": "Pociąg nad morze odjechał dzisiaj wcześniej.",
    "ru": "Поезд к морю сегодня ушёл раньше.",
    "zh": "去海边的火车今天很早就开了。",
    "ja": "海へ行く列車は今日は早く出ました。",
    "ko": "바다로 가는 기차가 오늘 일찍 떠났다.",
    "he": "הרכבת לים יצאה היום מוקדם.",
    "el": "Το τρένο για τη θάλασσα έφυγε νωρίς σήμερα.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_known_among_all_languages(language: str) -> None:
    assert detect(SENTENCES[language]).language == language


def test_only_what_is_asked_about_is_answered() -> None:
    for text in SENTENCES.values():
        assert detect(text, ("en", "fr")).language in {"en", "fr"}
    assert detect(SENTENCES["zh"], ("en", "zh")).confidence == 1.0


@pytest.mark.parametrize("text", ["", " \n", "1234, 56 %", "!!! 🙂"])
def test_a_text_without_letters_is_in_no_language(text: str) -> None:
    assert detect(text) == NOTHING


def test_every_language_of_the_program_can_be_asked_about() -> None:
    for language in BY_CODE:
        assert 0 < detect(SENTENCES["en"], ("en", language)).confidence <= 1


def test_chinese_is_told_by_its_characters() -> None:
    assert is_chinese(SENTENCES["zh"])
    assert is_chinese("这家酒店的 Wi-Fi 很好")
    assert not is_chinese(SENTENCES["ja"])
    assert not is_chinese(SENTENCES["en"])
    assert not is_chinese("")
