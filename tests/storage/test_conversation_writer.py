"""A conversation is written down while it happens."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.conversation_writer import ConversationWriter, Entry, title_of
from desktop_lm.storage.history.document_writer import DocumentWriter
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper

PATIENCE = 60.0


def wait(keeper: HistoryKeeper) -> None:
    """Until all that was handed in is done."""
    done = threading.Event()
    keeper.do(lambda _history: None, lambda _result: done.set())
    assert done.wait(PATIENCE)


def test_prompts_and_answers_are_written_in_their_order(keeper: HistoryKeeper, path: Path) -> None:
    writer = ConversationWriter(keeper)
    first = writer.ask("Hello there", None)
    writer.begin_answer(first, {"model": "m"})
    writer.grow(first, "Hi")
    writer.finish(first, TextState.COMPLETE, "Hi!", {"model": "m", "tokens": 2})
    second = writer.ask("And now?", first)
    assert second.stored.wait(PATIENCE)
    keeper.close()

    with closing(History(path)) as history:
        (conversation,) = history.conversations()
        assert (conversation.id, conversation.title) == (writer.number, "Hello there")
        shown = history.shown(conversation.id)
        assert [each.text for each in shown] == ["Hello there", "Hi!", "And now?"]
        assert shown[1].about == {"model": "m", "tokens": 2}


def test_a_growing_answer_reaches_the_disk_by_itself(keeper: HistoryKeeper, path: Path) -> None:
    writer = ConversationWriter(keeper)
    entry = writer.ask("Hello", None)
    writer.begin_answer(entry, {})
    for words in range(1, 50):
        writer.grow(entry, "word " * words)
    wait(keeper)

    with closing(History(path)) as reader:
        gone = threading.Event()
        texts: list[str] = []
        while not texts or texts[-1].count("word") < 49:
            texts.append(reader.message(entry.answer).text)
            assert not gone.wait(0.02)
    assert len(set(texts)) < 10, "not each growth was a write of its own"


def test_what_grew_after_the_end_is_left_out(keeper: HistoryKeeper, path: Path) -> None:
    writer = ConversationWriter(keeper)
    entry = writer.ask("Hello", None)
    writer.begin_answer(entry, {})
    writer.finish(entry, TextState.STOPPED, "all of it")
    writer.grow(entry, "half")
    keeper.close()

    with closing(History(path)) as history:
        message = history.message(entry.answer)
        assert (message.text, message.state) == ("all of it", TextState.STOPPED)


def test_a_history_that_cannot_be_kept_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    errors: list[AppError] = []
    keeper = HistoryKeeper(tmp_path / "file" / "history.sqlite", errors.append)
    writer = ConversationWriter(keeper)

    entry = writer.ask("Hello", None)
    assert entry.stored.wait(PATIENCE)
    writer.begin_answer(entry, {})
    writer.finish(entry, TextState.COMPLETE, "text")
    keeper.close()

    assert [error.code for error in errors] == [Code.HISTORY_UNWRITABLE], "told once"


def test_a_prompt_is_answered_again_though_it_is_not_on_the_disk_yet(
    keeper: HistoryKeeper, path: Path
) -> None:
    writer = ConversationWriter(keeper)
    first = writer.ask("Hello", None)
    second = writer.again(first)  # before anything was written
    for entry, text in ((first, "one"), (second, "two")):
        writer.begin_answer(entry, {})
        writer.finish(entry, TextState.COMPLETE, text)
    keeper.close()

    with closing(History(path)) as history:
        prompt, answer = history.shown(writer.number)
        assert (prompt.id, answer.text) == (first.prompt, "two")
        assert answer.versions == (first.answer, second.answer)


def test_a_damaged_history_is_told_of(path: Path, errors: list[AppError]) -> None:
    path.write_bytes(b"no database")
    keeper = HistoryKeeper(path, errors.append)
    entry = ConversationWriter(keeper).ask("Hello", None)
    assert entry.stored.wait(PATIENCE)
    keeper.close()

    assert [error.code for error in errors] == [Code.HISTORY_PUT_ASIDE]
    assert entry.prompt


def test_one_goes_on_with_a_conversation(keeper: HistoryKeeper, path: Path) -> None:
    writer = ConversationWriter(keeper)
    first = writer.ask("one", None)
    assert first.stored.wait(PATIENCE)

    again = ConversationWriter(keeper, writer.number)
    second = again.ask("two", first)
    assert second.stored.wait(PATIENCE)
    keeper.close()

    with closing(History(path)) as history:
        assert [each.text for each in history.shown(writer.number)] == ["one", "two"]


def test_an_answer_goes_on_where_it_ended_and_beside_what_another_window_made_of_it(
    keeper: HistoryKeeper, path: Path
) -> None:
    writer, about = ConversationWriter(keeper), {"model": "m"}
    entry = writer.ask("Why?", None)
    writer.begin_answer(entry, about)
    writer.finish(entry, TextState.COMPLETE, "Because", about)
    writer.resume(entry, "Because", about)
    writer.finish(entry, TextState.COMPLETE, "Because harbours", about)
    writer.resume(entry, "Because", about)  # which another window would know
    writer.finish(entry, TextState.STOPPED, "Because ships", about)
    wait(keeper)
    with closing(History(path)) as history:
        _, last = history.shown(writer.number)
        versions = [history.message(number) for number in last.versions]
    assert [(each.text, each.state) for each in versions] == [
        ("Because harbours", TextState.COMPLETE),
        ("Because ships", TextState.STOPPED),
    ]
    assert versions[1].id == entry.answer


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Hello", "Hello"),
        ("two\nlines \t of it", "two lines of it"),
        ("word " * 30, "word " * 11 + "word…"),
        ("长" * 70, "长" * 60 + "…"),
    ],
)
def test_a_conversation_is_named_by_its_first_words(prompt: str, title: str) -> None:
    assert title_of(prompt) == title


def test_what_could_not_be_written_is_written_when_the_file_is_free(
    path: Path, errors: list[AppError]
) -> None:
    History(path).close()
    caught_up = threading.Event()
    keeper = HistoryKeeper(path, errors.append, caught_up.set)
    writer, document = ConversationWriter(keeper), DocumentWriter(keeper)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        entry = writer.ask("Hello", None)
        writer.begin_answer(entry, {"model": "m"})
        writer.finish(entry, TextState.COMPLETE, "Hi!")
        document.write("Once upon a time", lambda: None)
        assert entry.stored.wait(PATIENCE), "the answer does not wait for the file"
        assert (entry.prompt, writer.number) == (0, 0)
        late = [keeper.is_late]
        other.execute("ROLLBACK")
    assert caught_up.wait(PATIENCE)
    late.append(keeper.is_late)
    keeper.close()
    assert late == [True, False]

    assert [error.code for error in errors] == [Code.HISTORY_LOCKED]
    with closing(History(path)) as history:
        assert [each.text for each in history.shown(writer.number)] == ["Hello", "Hi!"]
        assert [each.text for each in history.shown(document.number)] == ["Once upon a time"]


def test_a_conversation_that_is_gone_begins_anew(keeper: HistoryKeeper, path: Path) -> None:
    writer = ConversationWriter(keeper, 7)
    first = writer.ask("Hello", Entry(3, 4))
    assert first.stored.wait(PATIENCE)
    second = writer.ask("And now?", Entry(30, 40))
    assert second.stored.wait(PATIENCE)
    keeper.close()
    with closing(History(path)) as history:
        assert [each.text for each in history.shown(writer.number)] == ["Hello", "And now?"]


def test_a_write_that_can_never_succeed_holds_up_no_other(keeper: HistoryKeeper) -> None:
    keeper.write(lambda history: history.add(7, None, Role.USER, "no such conversation"))
    other = ConversationWriter(keeper)
    assert other.ask("Hello", None).stored.wait(PATIENCE)
    assert other.number == 1


def test_a_conversation_is_no_document(keeper: HistoryKeeper, path: Path) -> None:
    talk = ConversationWriter(keeper)
    entry = talk.ask("Hello", None)
    talk.begin_answer(entry, {})
    talk.finish(entry, TextState.STOPPED, "Hi")
    opened: list[object] = []
    document = DocumentWriter(keeper, 1)
    document.open(opened.append)
    document.close("A text")
    keeper.close()

    assert opened == [None]
    with closing(History(path)) as history:
        assert [each.text for each in history.shown(1)] == ["Hello", "Hi"]


def test_what_was_deleted_a_week_ago_is_gone_for_good(path: Path) -> None:
    day = 86_400.0
    for days in (8, 6):
        with closing(History(path, lambda: time.time() - days * day)) as history:  # noqa: B023
            number = history.begin()
            history.add(number, None, Role.USER, f"{days} days ago")
            history.delete(number)
    keeper = HistoryKeeper(path, lambda _error: None)
    wait(keeper)
    keeper.close()

    with closing(History(path)) as history:
        rows = history.connection.execute("SELECT text FROM message").fetchall()
        assert rows == [("6 days ago",)]
        history.restore(2)
        assert [each.text for each in history.shown(2)] == ["6 days ago"]
