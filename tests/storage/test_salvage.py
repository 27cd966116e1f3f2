"""A damaged history goes aside, and what can be read of it goes on in a new one."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.conversation_writer import ConversationWriter
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper
from desktop_lm.storage.history.history_search import search
from desktop_lm.storage.history.renewal import renew

PATIENCE = 60.0
INNER_PAGE = 5
WORDS = " word" * 100


def fill(path: Path, talks: int) -> None:
    with closing(History(path)) as history:
        for number in range(1, talks + 1):
            talk = history.begin(title=f"talk {number}")
            asked = history.add(talk, None, Role.USER, f"question {number}{WORDS}")
            history.add(talk, asked, Role.ASSISTANT, f"answer {number}{WORDS}")
            history.set_tags(talk, ["kept"])


def damage(path: Path, table: str, *, newest: bool = False) -> None:
    """Overwrite the first page of a table, or that of its newest rows."""
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = connection.execute(query, (table,)).fetchone()
    content = bytearray(path.read_bytes())
    if newest:  # the right-most child of an inner page stands in its head
        head = (page - 1) * size
        assert content[head] == INNER_PAGE
        page = int.from_bytes(content[head + 8 : head + 12], "big")
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)


def test_what_can_be_read_is_in_the_new_file(path: Path) -> None:
    fill(path, 40)
    damage(path, "message", newest=True)
    damage(path, "tag")

    renew(path)
    with closing(History(path)) as history:
        shown = [m for c in range(1, 41) for m in history.shown(c)]
        texts = [m.text.removesuffix(WORDS) for m in shown]
        assert texts[:60] == [
            f"{what} {n}" for n in range(1, 31) for what in ("question", "answer")
        ]
        assert len(texts) < 80
        assert len(history.conversations()) == 40, "also those whose messages are lost"
        assert [found.message for found in search(history, "question 7")] == [shown[12].id]
        assert history.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert history.add(history.begin(), None, Role.USER, "new") > shown[-1].id


def test_messages_without_their_conversation_get_one(path: Path) -> None:
    fill(path, 1)
    damage(path, "conversation")

    renew(path)
    with closing(History(path)) as history:
        assert [each.title for each in history.conversations()] == [f"question 1{WORDS}"[:60]]
        assert [each.text for each in history.shown(1)] == [
            f"question 1{WORDS}",
            f"answer 1{WORDS}",
        ]


def test_an_answer_without_its_prompt_keeps_its_place(path: Path) -> None:
    with closing(History(path)) as history:
        first = history.add(history.begin(), None, Role.USER, "one")
        answer = history.add(1, first, Role.ASSISTANT, "two")
        history.add(1, history.add(1, answer, Role.USER, "three"), Role.ASSISTANT, "four")
        history.connection.execute("PRAGMA foreign_keys = OFF")
        history.connection.execute("DELETE FROM message WHERE text = 'three'")

    renew(path)
    with closing(History(path)) as history:
        shown = history.shown(1)
        assert [each.text for each in shown] == ["one", "two", "…", "four"]
        assert [each.role for each in shown] == [Role.USER, Role.ASSISTANT] * 2


def test_damage_met_while_one_writes_costs_no_word_of_it(path: Path) -> None:
    fill(path, 40)
    damage(path, "message", newest=True)
    errors: list[AppError] = []
    keeper = HistoryKeeper(path, errors.append)
    told = threading.Event()
    writer = ConversationWriter(keeper, 3)
    entry = writer.ask("And now?", None)
    writer.begin_answer(entry, {})
    writer.finish(entry, TextState.COMPLETE, "Now this.")
    keeper.do(lambda _history: None, lambda _none: told.set())
    assert told.wait(PATIENCE)
    keeper.close()

    assert [error.code for error in errors] == [Code.HISTORY_PUT_ASIDE]
    assert path.with_name("history.sqlite.damaged1").exists()
    with closing(History(path)) as history:
        texts = [each.text.removesuffix(WORDS) for each in history.shown(3)]
        assert texts == ["question 3", "answer 3", "And now?", "Now this."]


MEET_DAMAGE = """
import resource, signal, sys
from pathlib import Path
from desktop_lm.storage.history.history_keeper import HistoryKeeper

signal.signal(signal.SIGXFSZ, getattr(signal, sys.argv[2]))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
keeper = HistoryKeeper(Path(sys.argv[1]), lambda error: print(error.code.value))
keeper.do(lambda history: history.shown(40), lambda _found: None)
keeper.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sizes are limited by the system")
@pytest.mark.parametrize("full", ["SIG_IGN", "SIG_DFL"])
def test_what_a_full_disk_or_a_kill_broke_off_is_done_again(path: Path, full: str) -> None:
    fill(path, 200)
    damage(path, "tag")
    damage(path, "message", newest=True)
    damaged = path.read_bytes()
    command = [sys.executable, "-c", MEET_DAMAGE, str(path), full]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if full == "SIG_DFL":
        assert ended.returncode == -signal.SIGXFSZ, "killed"
    else:
        assert ended.stdout.split() == [Code.HISTORY_UNWRITABLE.value]

    errors: list[AppError] = []
    keeper = HistoryKeeper(path, errors.append)
    found: list[int] = []
    keeper.do(lambda history: history.shown(200), lambda _found: None)
    keeper.do(lambda history: found.append(len(history.conversations(999))), lambda _none: None)
    keeper.do(lambda history: found.append(len(history.shown(7))), lambda _none: None)
    keeper.close()
    assert found == [200, 2]
    assert [error.code for error in errors] == [Code.HISTORY_PUT_ASIDE]
    assert path.with_name("history.sqlite.damaged1").read_bytes() == damaged
    assert not list(path.parent.glob("*.salvaged*"))


def test_a_kill_between_two_names_loses_nothing(path: Path) -> None:
    fill(path, 3)
    damage(path, "tag")
    kept = renew(path)
    path.replace(path.with_name("history.sqlite.salvaged"))  # as it is right before the last step
    with closing(History(path)) as history:
        assert history.put_aside == kept
        assert len(history.conversations()) == 3
    with closing(History(path)) as history:
        assert history.put_aside is None
        assert history.shown(3)[0].text.startswith("question 3")


def test_a_damaged_file_that_somebody_holds_is_not_taken_for_an_empty_one(path: Path) -> None:
    fill(path, 3)
    damage(path, "tag")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(AppError) as caught:
            renew(path)
        assert caught.value.code is Code.HISTORY_LOCKED
        other.execute("ROLLBACK")
    renew(path)
    with closing(History(path)) as history:
        assert len(history.conversations()) == 3
