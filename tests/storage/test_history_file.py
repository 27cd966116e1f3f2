"""The history's file, and what may befall it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_search import search
from desktop_lm.storage.history.migrations import MIGRATIONS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """In a folder that is not there yet."""
    return tmp_path / "folder" / "history.sqlite"


WRITER = """
import sys
from pathlib import Path
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.history import History
history = History(Path(sys.argv[1]))
number = history.begin(title="Night")
asked = history.add(number, None, Role.USER, "Tell me a story.")
answer = history.add(number, asked, Role.ASSISTANT, "", state=TextState.GROWING)
for words in range(1, 100000):
    history.grow(answer, "word " * words)
    print(words, flush=True)
"""


def test_a_killed_writer_loses_nothing_it_had_written(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) == 25:
                break
        with closing(History(path)) as other:
            assert other.interrupted() == (), "its writer lives"
        os.kill(writer.pid, signal.SIGKILL)
        told = [int(line) for line in writer.stdout.read().split()]

    with closing(History(path)) as history:
        (message,) = history.interrupted()
        assert message.text.count("word") >= max(told, default=25)
        assert history.shown(message.conversation)[0].text == "Tell me a story."
        assert len(search(history, "word")) == 1
        history.settle(message.id, TextState.STOPPED)
        assert history.interrupted() == ()


def test_a_file_of_a_newer_program_stays_as_it_is(path: Path) -> None:
    History(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()

    with pytest.raises(AppError) as caught:
        History(path)

    assert caught.value.code is Code.HISTORY_NEWER
    assert path.read_bytes() == before


def older(path: Path, before: str) -> sqlite3.Connection:
    """A file as it was before that step, with a conversation where there were any."""
    version = [step.__name__ for step in MIGRATIONS].index(before)
    path.parent.mkdir()
    db = sqlite3.connect(path)
    for step in MIGRATIONS[:version]:
        step(db)
    db.execute(f"PRAGMA user_version = {version}")
    if version:
        db.execute(
            "INSERT INTO conversation (kind, title, created, changed, turn)"
            " VALUES ('chat', 'kept', 0, 0, 1)"
        )
    db.commit()
    return db


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_an_older_file_is_brought_up_to_date(path: Path, version: int) -> None:
    older(path, MIGRATIONS[version].__name__).close()

    with closing(History(path)) as history:
        assert [one.title for one in history.conversations()] == (["kept"] if version else [])
        history.add(history.begin(), None, Role.USER, "works")
        assert len(search(history, "works")) == 1


def test_words_in_an_older_index_are_found_as_they_are_typed(path: Path) -> None:
    with closing(older(path, before="index_words_as_they_are_typed")) as db:
        db.execute("INSERT INTO message_terms (rowid, terms) VALUES (1, 'كِتَابٌ قديم')")
        db.execute(
            "INSERT INTO message (conversation, depth, role, state, text, created, indexed)"
            " VALUES (1, 0, 'user', 'complete', 'كِتَابٌ قديم', 0, 1)"
        )
        db.commit()

    with closing(History(path)) as history:
        assert [hit.message for hit in search(history, "كتاب")] == [1]
        history.delete(1)
        history.purge([1])
        assert history.connection.execute("SELECT count(*) FROM message_terms").fetchone() == (0,)


def test_an_answer_that_was_imported_without_a_prompt_has_one(path: Path) -> None:
    with closing(older(path, before="put_prompts_above_first_answers")) as db:
        for parent, depth, role, text in (
            (None, 0, "assistant", "Good day."),
            (1, 1, "user", "Who are you?"),
        ):
            db.execute(
                "INSERT INTO message (conversation, parent, depth, role, state, text, created)"
                " VALUES (1, ?, ?, ?, 'complete', ?, 5)",
                (parent, depth, role, text),
            )
        db.execute("UPDATE conversation SET shown = 2")
        db.commit()

    with closing(History(path)) as history:
        assert [message.text for message in history.shown(1)] == ["…", "Good day.", "Who are you?"]


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_kept_and_a_new_one_begun(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with closing(History(path)) as history:
        assert history.put_aside is not None
        assert history.put_aside.read_bytes() == content
        history.begin(title="new")
        assert len(history.conversations()) == 1


def test_a_file_in_use_is_told_as_such(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.connection.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AppError) as caught:
            history.begin()
        other.execute("ROLLBACK")

    assert caught.value.code is Code.HISTORY_LOCKED
    assert history.begin() == 1


BEGINNER = """
import sys
from pathlib import Path
from desktop_lm.storage.history.history import History
print("ready", flush=True)
sys.stdin.readline()
History(Path(sys.argv[1])).begin(title="mine")
"""


def test_many_may_begin_the_file_at_the_same_moment(path: Path) -> None:
    beginners = [
        subprocess.Popen(
            [sys.executable, "-c", BEGINNER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    for each in beginners:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in beginners:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in beginners:
        each.communicate(timeout=60)

    assert [each.returncode for each in beginners] == [0] * 5
    with closing(History(path)) as history:
        assert len(history.conversations()) == 5


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(AppError) as caught:
        History(tmp_path / "file" / "history.sqlite")

    assert caught.value.code is Code.HISTORY_UNWRITABLE


def test_a_full_disk_is_told_and_what_was_there_stays(history: History) -> None:
    number = history.begin()
    pages = history.connection.execute("PRAGMA page_count").fetchone()[0]
    history.connection.execute(f"PRAGMA max_page_count = {pages + 2}")  # SQLite's own full disk

    with pytest.raises(AppError) as caught:
        history.add(number, None, Role.USER, "long " * 10_000)

    assert caught.value.code is Code.HISTORY_UNWRITABLE
    assert history.shown(number) == ()
    history.connection.execute("PRAGMA max_page_count = 100000")
    history.add(number, None, Role.USER, "short")
    assert [message.text for message in history.shown(number)] == ["short"]
