"""The translation memory against a plain dictionary, in two hands at once, and on bad disks."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.translations.translation_entry import (
    Entry,
    Taken,
    Way,
    key_of,
    normalised,
)
from desktop_lm.storage.translations.translation_memory import TranslationMemory

GREEDY = Way("en", "de", "model a", "beams 1")
SEARCH = Way("en", "de", "model a", "beams 3")
OTHER = Way("en", "de", "model b", "beams 1")
FRENCH = Way("en", "fr", "model a", "beams 1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "translations.sqlite"


@pytest.fixture
def memory(path: Path) -> Iterator[TranslationMemory]:
    with closing(TranslationMemory(path)) as memory:
        yield memory


def found(memory: TranslationMemory, text: str, way: Way) -> str:
    entry = memory.find(text, way)
    return entry.target if entry else ""


def test_each_way_has_its_own_and_what_a_person_wrote_wins_over_all(
    memory: TranslationMemory,
) -> None:
    memory.keep([Entry("Good day.", "Guten Tag.", GREEDY), Entry("Good day.", "Tag!", SEARCH)])
    assert found(memory, "Good day.", GREEDY) == "Guten Tag."
    assert found(memory, "Good day.", SEARCH) == "Tag!"
    assert not memory.find("Good day.", OTHER)
    assert not memory.find("good day.", GREEDY)

    memory.edit("Good day.", "Grüß Gott.", GREEDY)

    for way in (GREEDY, SEARCH, OTHER):
        entry = memory.find("Good day.", way)
        assert entry
        assert (entry.target, entry.edited) == ("Grüß Gott.", True)
    assert not memory.find("Good day.", FRENCH)
    memory.keep([Entry("Good day.", "Schönen Tag.", GREEDY)])
    assert found(memory, "Good day.", GREEDY) == "Grüß Gott."


def test_what_a_person_wrote_counts_in_the_styles_that_are_asked_for(
    memory: TranslationMemory,
) -> None:
    memory.keep([Entry("You", "Ihr", GREEDY)])
    memory.edit("You", "Sie", GREEDY, "formal")
    assert found(memory, "You", GREEDY) == "Ihr"
    memory.edit("You", "Du", GREEDY)
    for styles, target in (
        *((("", "formal"), "Du"), (("formal", ""), "Sie"), (("informal", ""), "Du")),
        *((("formal",), "Sie"), (("informal",), "Ihr"), ((), "Ihr")),
    ):
        entry = memory.find("You", GREEDY, styles)
        assert entry
        assert entry.target == target, styles
    assert not memory.find("You", OTHER, ["informal"])


def test_white_space_and_the_way_a_letter_is_written_do_not_count(
    memory: TranslationMemory,
) -> None:
    memory.keep([Entry("Cafe\u0301  au lait", "Milchkaffee", GREEDY)])
    assert found(memory, " Caf\u00e9 au\u00a0\n lait\n", GREEDY) == "Milchkaffee"


def test_a_tab_counts_as_it_parts_columns(memory: TranslationMemory) -> None:
    memory.keep([Entry("Date: May 12", "Datum: 12. Mai", GREEDY)])
    assert not memory.find("Date:\tMay 12", GREEDY)
    memory.keep([Entry("Date:\tMay 12", "Datum:\t12. Mai", GREEDY)])
    assert found(memory, "Date: May  12", GREEDY) == "Datum: 12. Mai"
    assert found(memory, "Date: \tMay 12", GREEDY) == "Datum:\t12. Mai"


def test_a_file_of_before_finds_texts_with_tabs_by_these(path: Path) -> None:
    with closing(TranslationMemory(path)) as memory:
        memory.edit("Date:\tMay 12", "Datum:\t12. Mai", GREEDY)
    with closing(sqlite3.connect(path)) as db:  # as it was kept
        db.execute("UPDATE translation SET key = ?", (key_of("Date: May 12"),))
        db.execute("PRAGMA user_version = 2")
        db.commit()
    with closing(TranslationMemory(path)) as memory:
        assert not memory.find("Date: May 12", GREEDY)
        assert found(memory, "Date:\tMay 12", GREEDY) == "Datum:\t12. Mai"


def test_the_oldest_that_nobody_edited_goes_first(path: Path) -> None:
    now = 0.0
    with closing(TranslationMemory(path, limit_bytes=256 << 10, clock=lambda: now)) as memory:
        memory.edit("By hand", "Von Hand", GREEDY)
        memory.keep([Entry("Used", "Benutzt", GREEDY)])
        used = memory.find("Used", GREEDY)
        assert used
        for day in range(20):
            now = day * 86_400.0
            memory.touch([used.id])
            memory.keep(
                Entry(f"Day {day}, {number} {'x' * 400}", "y" * 400, GREEDY) for number in range(30)
            )
        assert path.stat().st_size < 1 << 20
        assert 20 < memory.count() < 400
        assert found(memory, "By hand", GREEDY)
        assert found(memory, "Used", GREEDY)
        assert found(memory, f"Day 19, 29 {'x' * 400}", GREEDY)
        assert not found(memory, f"Day 0, 0 {'x' * 400}", GREEDY)


def test_search_finds_all_words_in_any_case_the_last_kept_first(memory: TranslationMemory) -> None:
    memory.keep(Entry(f"Straße number {number}", f"STREET {number}", GREEDY) for number in range(9))
    memory.edit("Nothing", "Nichts", GREEDY)
    hits = memory.search("strasse 7")
    assert [(hit.source, hit.target) for hit in hits] == [("Straße number 7", "STREET 7")]
    first = memory.search("street", limit=4)
    assert [hit.target for hit in first] == [f"STREET {number}" for number in (8, 7, 6, 5)]
    assert memory.search("street", below=first[-1].id, limit=1)[0].target == "STREET 4"
    memory.delete([hit.id for hit in first])
    assert memory.count() == 6
    assert [entry.source for entry in memory.entries(edited=True)] == ["Nothing"]
    assert not list(memory.entries("de"))
    assert memory.search("\udcff") == []  # half a character, as a command line may hold it


def test_what_comes_from_elsewhere_does_not_undo_newer_work(memory: TranslationMemory) -> None:
    memory.edit("Yes", "Jawohl", GREEDY)
    by_hand = GREEDY.by_hand()
    assert memory.take_in(
        [
            Entry("Yes", "Ja", by_hand, changed=1.0),
            Entry("Yes", "Jo", by_hand),
            Entry("No", "Nein", by_hand, changed=1.0),
            Entry("No", "Nein", GREEDY, changed=1.0),
        ]
    ) == Taken(added=2, known=2)
    assert found(memory, "Yes", GREEDY) == "Jawohl"
    later = Entry("Yes", "Ja doch", by_hand, changed=2.0**40)
    assert memory.take_in([later, later]) == Taken(added=0, known=1, renewed=1)
    assert found(memory, "Yes", GREEDY) == "Ja doch"


WRITER = """
import sys
from pathlib import Path
from desktop_lm.storage.translations.translation_entry import Entry, Way
from desktop_lm.storage.translations.translation_memory import TranslationMemory
memory = TranslationMemory(Path(sys.argv[1]))
for number in range(20):
    memory.keep([Entry(f"{sys.argv[2]} {number}", "x", Way("en", "de", "m"))])
memory.close()
"""


def test_window_and_command_line_write_at_once(memory: TranslationMemory, path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, name]) for name in ("one", "two")]
    for number in range(20):
        memory.edit(f"mine {number}", "x", GREEDY)
        assert found(memory, f"mine {number}", OTHER)
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert memory.count() == 60


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_kept_and_a_new_one_begun(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with closing(TranslationMemory(path)) as memory:
        assert memory.put_aside
        assert memory.put_aside.read_bytes() == content
        memory.edit("Yes", "Ja", GREEDY)


def test_a_file_of_a_newer_program_stays_as_it_is(path: Path) -> None:
    TranslationMemory(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(AppError) as caught:
        TranslationMemory(path)
    assert caught.value == AppError(Code.TRANSLATIONS_NEWER, path=str(path), version=99)
    assert path.read_bytes() == before


def test_a_held_file_and_a_full_disk_are_told(memory: TranslationMemory, path: Path) -> None:
    memory._db.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AppError) as caught:
            memory.edit("Yes", "Ja", GREEDY)
        assert caught.value.code is Code.TRANSLATIONS_LOCKED
        assert not memory.find("Yes", GREEDY)  # reading goes on
    pages = memory._db.execute("PRAGMA page_count").fetchone()[0]
    memory._db.execute(f"PRAGMA max_page_count = {pages + 2}")  # SQLite's own full disk
    with pytest.raises(AppError) as caught:
        memory.edit("Long", "long " * 10_000, GREEDY)
    assert caught.value.code is Code.TRANSLATIONS_UNWRITABLE
    assert memory.count() == 0


texts = st.text(st.sampled_from("ab \te\u0301\u00e9\ud800"), max_size=4)
ways = st.sampled_from([GREEDY, SEARCH, OTHER, FRENCH])


class Remembering(RuleBasedStateMachine):
    """The file against two dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = TranslationMemory(Path(":memory:"))
        self.kept: dict[tuple[str, Way], str] = {}

    def teardown(self) -> None:
        self.memory.close()

    @rule(text=texts, result=texts, way=ways)
    def keep(self, text: str, result: str, way: Way) -> None:
        self.memory.keep([Entry(text, result, way)])
        self.kept[normalised(text), way] = result

    @rule(text=texts, result=texts, way=ways)
    def edit(self, text: str, result: str, way: Way) -> None:
        self.memory.edit(text, result, way)
        self.kept[normalised(text), way.by_hand()] = result

    @rule(text=texts, way=ways)
    def find(self, text: str, way: Way) -> None:
        key = normalised(text)
        expected = self.kept.get((key, way.by_hand()), self.kept.get((key, way)))
        entry = self.memory.find(text, way)
        assert (entry.target if entry else None) == (
            None if expected is None else expected.replace("\ud800", "\ufffd")
        )

    @rule()
    def forget_the_last(self) -> None:
        for entry in self.memory.search(limit=1):
            self.memory.delete([entry.id])
            del self.kept[normalised(entry.source), entry.way]

    @invariant()
    def all_are_there_once(self) -> None:
        assert self.memory.count() == len(self.kept) == len(list(self.memory.entries()))


TestRemembering = Remembering.TestCase
TestRemembering.settings = settings(max_examples=15, stateful_step_count=20)
