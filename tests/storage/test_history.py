"""No word is lost: the history's file, its tree of versions, and what may befall it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history.conversation import Kind, Message, Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_search import search
from desktop_lm.storage.history.migrations import MIGRATIONS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with closing(History(path)) as history:
        yield history


def texts(messages: tuple[Message, ...]) -> list[str]:
    return [message.text for message in messages]


def test_a_conversation_comes_back_as_it_was(history: History, path: Path) -> None:
    number = history.begin(Kind.CHAT, "Sea", {"temperature": 0.3})
    asked = history.add(number, None, Role.USER, "Why is the sea salty? 🌊")
    answer = history.add(number, asked, Role.ASSISTANT, "", state=TextState.GROWING)
    history.grow(answer, "Rivers")
    history.finish(answer, TextState.COMPLETE, "Rivers carry salt.", {"seed": 7})
    history.close()

    with closing(History(path)) as again:
        (conversation,) = again.conversations()
        assert (conversation.title, conversation.settings) == ("Sea", {"temperature": 0.3})
        messages = again.shown(number)
        assert texts(messages) == ["Why is the sea salty? 🌊", "Rivers carry salt."]
        assert messages[1].about == {"seed": 7}
        assert messages[1].state is TextState.COMPLETE


def test_every_version_stays_and_one_moves_among_them(history: History) -> None:
    number = history.begin()
    first = history.add(number, None, Role.USER, "first")
    answer = history.add(number, first, Role.ASSISTANT, "answer one")
    other = history.add(number, first, Role.ASSISTANT, "answer two")
    further = history.add(number, other, Role.USER, "and then?")
    edited = history.add(number, None, Role.USER, "first, edited")

    assert texts(history.shown(number)) == ["first, edited"]
    assert history.shown(number)[0].versions == (first, edited)

    history.show(number, first)
    assert texts(history.shown(number)) == ["first", "answer two", "and then?"]
    assert history.shown(number)[1].versions == (answer, other)
    history.show(number, answer)
    assert texts(history.shown(number)) == ["first", "answer one"]
    assert history.message(further).parent == other


def test_an_answer_that_was_broken_off_grows_again(history: History) -> None:
    number = history.begin()
    asked = history.add(number, None, Role.USER, "why?")
    answer = history.add(number, asked, Role.ASSISTANT, "", state=TextState.GROWING)
    history.finish(answer, TextState.STOPPED, "Because harbours")

    history.resume(answer)
    assert search(history, "harbours") == ()
    history.grow(answer, "Because harbours freeze")
    history.finish(answer, TextState.COMPLETE, "Because harbours freeze.")
    assert not history.resume(answer, "Because harbours".startswith)  # another window went on

    assert history.message(answer).state is TextState.COMPLETE
    assert len(search(history, "freeze")) == 1


def test_pinned_ones_come_first_then_the_last_used_whatever_the_clock_says(path: Path) -> None:
    times = iter([50.0, 40.0, 30.0, 20.0, 10.0, 5.0])
    with closing(History(path, clock=lambda: next(times))) as history:
        old, middle, new = history.begin(), history.begin(), history.begin()
        history.add(old, None, Role.USER, "again")
        history.pin(middle, pinned=True)
        assert [one.id for one in history.conversations()] == [middle, old, new]
        assert history.conversation(old).changed == 50.0


def test_tags_gather_conversations(history: History) -> None:
    one, two = history.begin(), history.begin()
    history.set_tags(one, ("work", "sea"))
    history.set_tags(two, ("sea",))
    history.set_tags(one, ("work", "draft"))

    assert history.tags() == ("draft", "sea", "work")
    assert [each.id for each in history.conversations(tag="sea")] == [two]
    assert history.conversation(one).tags == ("draft", "work")


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Чертёж моста Ж", "чертёж моста ж"),
        ("Größe und Ärger", "GRÖSSE ärger"),
        ("Café Λόγος", "cafe λογοσ"),
        ("50 % off_line", "% _"),
    ],
)
def test_a_name_and_a_tag_are_found_in_any_case(history: History, title: str, query: str) -> None:
    history.begin(title="Other")
    by_name, by_tag = history.begin(title=title), history.begin()
    history.set_tags(by_tag, (title,))
    assert [each.id for each in history.named(query)] == [by_tag, by_name]


def test_a_deleted_conversation_comes_back_until_it_is_purged(history: History) -> None:
    number = history.begin()
    history.add(number, None, Role.USER, "the harbour at night")
    history.delete(number)
    assert history.conversations() == ()
    assert search(history, "harbour") == ()

    history.restore(number)
    assert len(search(history, "harbour")) == 1
    history.purge((number,))
    assert len(history.conversations()) == 1, "only what is deleted can be purged"

    history.delete(number)
    history.purge((number,))
    history.restore(number)
    assert history.conversations() == ()
    assert search(history, "harbour") == ()


def test_a_long_conversation_is_purged_whole_and_no_other(history: History) -> None:
    numbers = [history.begin(), history.begin()]
    for number in numbers:
        above = history.add(number, None, Role.USER, "the harbour at night")
        with history.connection:
            history.connection.execute("BEGIN")
            for depth in range(1, 2500):  # SQLite deletes a thousand of each other's children
                row = history.connection.execute(
                    "INSERT INTO message (conversation, parent, depth, role, state, text, created)"
                    " VALUES (?, ?, ?, 'user', 'complete', 'more', 0)",
                    (number, above, depth),
                )
                above = row.lastrowid or 0
    history.delete(numbers[0])
    history.purge(tuple(numbers))

    [(left, of, to)] = history.connection.execute(
        "SELECT count(*), min(conversation), max(conversation) FROM message"
    ).fetchall()
    assert (left, of, to) == (2500, numbers[1], numbers[1])
    assert len(search(history, "harbour")) == 1


def test_chinese_is_found_by_two_characters(history: History) -> None:
    number = history.begin(title="春")
    message = history.add(number, None, Role.USER, "我喜欢北京的春天")
    history.add(number, message, Role.ASSISTANT, "上海也很好")

    (hit,) = search(history, "北京")

    assert (hit.conversation, hit.message, hit.title) == (number, message, "春")
    assert (hit.before, hit.match, hit.after) == ("我喜欢", "北京", "的春天")


def test_the_place_of_a_find_is_shown_without_line_breaks(history: History) -> None:
    number = history.begin()
    history.add(number, None, Role.USER, "x " * 100 + "the\nold CAFÉ\n\nby the sea" + " y" * 100)

    (hit,) = search(history, "cafe")

    assert hit.match == "CAFÉ"
    assert hit.before.endswith("x the old ")
    assert hit.after.startswith(" by the sea y")


def test_half_a_surrogate_pair_does_not_lose_the_rest(history: History) -> None:
    number = history.begin(title="\ud83d")
    message = history.add(number, None, Role.USER, "before \ud83d after \0 end")

    assert history.message(message).text == "before \ufffd after \0 end"
    assert history.conversation(number).title == "\ufffd"


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
        assert texts(history.shown(message.conversation))[0] == "Tell me a story."
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


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_an_older_file_is_brought_up_to_date(path: Path, version: int) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        for step in MIGRATIONS[:version]:
            step(db)
        db.execute(f"PRAGMA user_version = {version}")
        if version:
            db.execute(
                "INSERT INTO conversation (kind, title, created, changed, turn)"
                " VALUES ('chat', 'kept', 0, 0, 1)"
            )
        db.commit()

    with closing(History(path)) as history:
        assert [one.title for one in history.conversations()] == (["kept"] if version else [])
        history.add(history.begin(), None, Role.USER, "works")
        assert len(search(history, "works")) == 1


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
    assert texts(history.shown(number)) == ["short"]


class Tree(RuleBasedStateMachine):
    """The file against a plain tree in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History(Path(":memory:"))
        self.number = self.history.begin()
        self.parents: dict[int, int | None] = {}
        self.shown: int | None = None

    def teardown(self) -> None:
        self.history.close()

    @rule(data=st.data(), role=st.sampled_from(Role))
    def add(self, data: st.DataObject, role: Role) -> None:
        parent = data.draw(st.sampled_from([None, *self.parents]))
        self.shown = self.history.add(self.number, parent, role, f"text {len(self.parents)}")
        self.parents[self.shown] = parent

    @precondition(lambda self: self.parents)
    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.parents)))
        self.history.show(self.number, chosen)
        while below := [one for one, parent in self.parents.items() if parent == chosen]:
            chosen = max(below)
        self.shown = chosen

    @invariant()
    def the_way_to_the_leaf_is_shown(self) -> None:
        way: list[int] = []
        at = self.shown
        while at is not None:
            way.insert(0, at)
            at = self.parents[at]
        messages = self.history.shown(self.number)
        assert [message.id for message in messages] == way
        for message in messages:
            assert message.id in message.versions
            assert all(self.parents[one] == message.parent for one in message.versions)


TestTree = Tree.TestCase
