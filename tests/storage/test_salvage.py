"""A damaged history goes aside, and what can be read of it goes on in a new one."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.database import put_aside
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.conversation_writer import ConversationWriter
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper
from desktop_lm.storage.history.history_search import search

PATIENCE = 60.0
INNER_PAGE = 5
WORDS = " word" * 100


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


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

    with closing(History(path, damaged=put_aside(path))) as history:
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

    with closing(History(path, damaged=put_aside(path))) as history:
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

    with closing(History(path, damaged=put_aside(path))) as history:
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
