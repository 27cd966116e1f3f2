"""The memory as a translation asks it: by what decides, and done without where it fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.remembered import Made, Remembered, open_memory
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.tasks.translation.glossary import Glossary, Term
from desktop_lm.tasks.translation.prompt import Direction
from desktop_lm.tasks.translation.style import Formality, Style

GERMAN = Direction("en", "de")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.sqlite"


@pytest.fixture
def memory(path: Path) -> Iterator[TranslationMemory]:
    with closing(TranslationMemory(path)) as memory:
        yield memory


def found(remembered: Remembered, text: str) -> str:
    known = remembered.find(text, "whatever stood before")
    return known.target if known else ""


def test_a_term_that_is_added_concerns_only_the_segments_that_hold_it(
    memory: TranslationMemory,
) -> None:
    plain = Remembered(memory, "m", GERMAN)
    plain.keep([Made("The bank.", "Die Bank."), Made("The house.", "Das Haus.")])
    rivers = Remembered(memory, "m", GERMAN, glossary=Glossary([Term("bank", "Ufer")]))
    assert found(rivers, "The house.") == "Das Haus."
    assert not rivers.knows("The bank.")
    rivers.keep([Made("The bank.", "Das Ufer.")])
    assert found(rivers, "The bank.") == "Das Ufer."
    assert found(plain, "The bank.") == "Die Bank."


def test_style_beams_and_model_decide(memory: TranslationMemory) -> None:
    Remembered(memory, "m", GERMAN).keep([Made("You.", "Du.")])
    formal = Direction("en", "de", Style(Formality.FORMAL))
    for other in (
        Remembered(memory, "m", formal),
        Remembered(memory, "m", GERMAN, beams=2),
        Remembered(memory, "m", GERMAN, beams=1),
        Remembered(memory, "n", GERMAN),
    ):
        assert not other.knows("You.")
        other.edit("You.", "Sie.")
        assert found(Remembered(memory, "m", GERMAN), "You.") == "Sie."
        memory.delete(entry.id for entry in memory.entries(edited=True))


def test_what_a_person_wrote_stays_in_its_style(memory: TranslationMemory) -> None:
    def into(language: str, formality: Formality, variety: str = "") -> Remembered:
        style = Style(formality, variety)
        return Remembered(memory, "m", Direction("en", language, style), beams=2)

    auto, informal, formal = Formality
    into("zh", auto, "Simplified Chinese").edit("The dragon.", "龙。")
    assert not into("zh", auto, "Traditional Chinese").knows("The dragon.")
    assert not into("zh", formal, "Traditional Chinese").knows("The dragon.")
    for formality in (auto, informal, formal):
        assert found(into("zh", formality, "Simplified Chinese"), "The dragon.") == "龙。"
        assert found(into("zh", formality), "The dragon.") == "龙。"
    into("zh", auto, "Traditional Chinese").edit("The dragon.", "龍。")
    assert found(into("zh", formal, "Traditional Chinese"), "The dragon.") == "龍。"
    assert found(into("zh", auto, "Simplified Chinese"), "The dragon.") == "龙。"

    into("de", informal).edit("Your dragon.", "Dein Drache.")
    assert not into("de", formal, "Austrian German").knows("Your dragon.")
    assert found(into("de", informal, "Austrian German"), "Your dragon.") == "Dein Drache."
    into("de", auto).edit("Your dragon.", "Der Drache.")
    assert found(into("de", formal), "Your dragon.") == "Der Drache."
    assert found(into("de", informal), "Your dragon.") == "Dein Drache."


def test_trouble_is_told_once_and_again_only_after_it_was_over(
    memory: TranslationMemory, path: Path
) -> None:
    told: list[AppError] = []
    remembered = Remembered(memory, "m", GERMAN, failed=told.append)
    memory._db.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for expected in (1, 2):
            other.execute("BEGIN IMMEDIATE")
            for number in range(3):
                remembered.keep([Made(f"Text {number}", "x")])
            assert [error.code for error in told] == [Code.TRANSLATIONS_LOCKED] * expected
            other.execute("ROLLBACK")
            remembered.keep([Made("Text", "x")])
    assert found(remembered, "Text") == "x"


def test_a_memory_that_cannot_be_had_is_done_without(path: Path) -> None:
    told: list[AppError] = []
    path.write_bytes(b"damaged")
    memory = open_memory(path, told.append)
    assert memory is not None
    memory.close()
    assert [error.code for error in told] == [Code.TRANSLATIONS_PUT_ASIDE]
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    assert open_memory(path, told.append) is None
    assert told[-1].code is Code.TRANSLATIONS_NEWER
