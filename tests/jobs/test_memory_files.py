"""The translation memory through TMX: out of one, into another."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation import memory_files
from desktop_lm.jobs.translation.memory_files import TakenIn
from desktop_lm.storage.translations.translation_entry import Entry, Way
from desktop_lm.storage.translations.translation_memory import TranslationMemory

WAY = Way("en", "de", "model", "beams 3")


def test_a_memory_goes_from_one_computer_to_another(tmp_path: Path) -> None:
    path = tmp_path / "all.tmx"
    with (
        closing(TranslationMemory(tmp_path / "one.sqlite")) as one,
        closing(TranslationMemory(tmp_path / "other.sqlite")) as other,
    ):
        one.keep(Entry(f"Number {number}", f"Nummer {number}", WAY) for number in range(1200))
        one.edit("Yes", "Jawohl", WAY)
        one.edit("Yes", "Oui", Way("en", "fr"))
        assert memory_files.export(one, path) == 1202
        with pytest.raises(AppError) as caught:
            memory_files.export(one, path)
        assert caught.value.code is Code.TARGET_EXISTS
        told: list[float] = []
        assert memory_files.take_in(other, path, told.append) == TakenIn(1202, 1202, 0, turned=2)
        assert told == sorted(told)
        assert told[-1] == 1
        assert memory_files.take_in(other, path) == TakenIn(1202, 0, 1202)
        for memory in (one, other):
            found = memory.find("Yes", WAY)
            assert found is not None
            assert (found.target, found.edited) == ("Jawohl", True)
            assert memory.find("Number 7", WAY)
        hand = tmp_path / "by-hand.tmx"
        assert memory_files.export(one, hand, ("en", "de"), edited=True) == 1


TWO_WAYS = """<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>Hello</seg></tuv><tuv xml:lang="de"><seg>Hallo</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Hi</seg></tuv><tuv xml:lang="de"><seg>Hallo</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Thanks</seg></tuv><tuv xml:lang="de"><seg>Danke</seg></tuv></tu>
<tu srclang="de"><tuv xml:lang="en"><seg>Thank you</seg></tuv>
<tuv xml:lang="de"><seg>Danke</seg></tuv></tu>
</body></tmx>"""


def test_what_persons_wrote_serves_both_directions(tmp_path: Path) -> None:
    path = tmp_path / "two.tmx"
    path.write_text(TWO_WAYS, encoding="utf-8")
    back, there = Way("de", "en"), Way("en", "de")
    with closing(TranslationMemory(tmp_path / "memory.sqlite")) as memory:
        memory.edit("Danke", "Cheers", back)
        before = memory.count()
        taken = memory_files.take_in(memory, path)
        assert taken == TakenIn(4, 3, 1, turned=2)
        assert memory.count() == before + taken.added + taken.turned

        assert (found := memory.find("Hallo", back)) is not None
        assert (found.target, found.edited) == ("Hello", True)
        assert (found := memory.find("Hi", there)) is not None
        assert found.target == "Hallo"
        assert (found := memory.find("Danke", back)) is not None
        assert found.target == "Cheers"  # a person's own word, and the file's, stay
        assert (found := memory.find("Thank you", there)) is not None
        assert found.target == "Danke"


def test_what_a_model_wrote_serves_its_direction_alone(tmp_path: Path) -> None:
    path = tmp_path / "model.tmx"
    with closing(TranslationMemory(tmp_path / "memory.sqlite")) as memory:
        memory.keep([Entry("Yes", "Ja", WAY)])
        memory_files.export(memory, path)

        assert memory_files.take_in(memory, path) == TakenIn(1, 0, 1)
        assert memory.count() == 1


def test_nothing_is_kept_of_a_file_that_is_damaged_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "cut.tmx"
    with closing(TranslationMemory(tmp_path / "memory.sqlite")) as memory:
        memory.keep(Entry(f"Number {number}", "x", WAY) for number in range(2000))
        memory_files.export(memory, path)
        path.write_bytes(path.read_bytes()[:-200])
        memory.delete(entry.id for entry in memory.search(limit=5000))
        with pytest.raises(AppError) as caught:
            memory_files.take_in(memory, path)
        assert caught.value.code is Code.TMX_BROKEN
        assert memory.count() == 0


def test_the_lines_of_a_file_are_none_of_a_translation(tmp_path: Path) -> None:
    path = tmp_path / "pretty.tmx"
    path.write_text(
        """<tmx version="1.4"><header srclang="en"/><body><tu>
        <tuv xml:lang="en"><seg>
            The old
            house\tis big.
        </seg></tuv>
        <tuv xml:lang="de"><seg>
            Das alte
            Haus\tist gro\u00df.
        </seg></tuv></tu></body></tmx>""",
        encoding="utf-8",
    )
    with closing(TranslationMemory(tmp_path / "memory.sqlite")) as memory:
        memory_files.take_in(memory, path)
        there = memory.find("The old house\tis big.", Way("en", "de"))
        back = memory.find("Das alte Haus\tist gro\u00df.", Way("de", "en"))

    assert there is not None
    assert back is not None
    assert (there.target, back.target) == (
        "Das alte Haus\tist gro\u00df.",
        "The old house\tis big.",
    )
