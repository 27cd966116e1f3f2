"""Histories that cannot be opened or written: one sentence in the window, and the text stays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.messages import StopReason
from desktop_lm.storage import json_file
from desktop_lm.storage.history.conversation import Kind, Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.tasks.prompt.prompt import PromptResult, TextAdded
from desktop_lm.ui.prompt.dialogue import Dialogue
from desktop_lm.ui.prompt.document.document_editor import DocumentEditor
from desktop_lm.ui.prompt.exchange import Exchange
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow, english_numbers, make_window, theme
from tests.ui.fake_runner import FakeRunner
from tests.ui.hands import press, type_text

__all__ = ["english_numbers", "make_window", "theme"]


def open_desk(make_window: MakeWindow) -> Desk:
    runner = FakeRunner()
    window = make_window(lambda: runner)
    window._desk.runner.cancel(0)
    runner.model_ready()
    desk = Desk(window, runner)
    desk.deliver()
    window.prompt.begin()
    return desk


def talk(desk: Desk) -> str:
    """A prompt and its answer; what stands on the page comes back."""
    tab = desk.window.prompt
    tab.composer.box.set_text("Hello")
    tab.start()
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, TextAdded("Hi there", 1, 50.0))
    result = PromptResult("Hi there", 1, 50.0, StopReason.END)
    desk.runner.change(job, JobState.DONE, result=result)
    desk.deliver()
    return tab.page.plain_text()


def until_said(qtbot: QtBot, desk: Desk, words: str) -> None:
    qtbot.waitUntil(lambda: words in desk.window.banner.sentence, timeout=PATIENCE_MS)


def test_a_damaged_history_is_set_aside_and_a_new_one_begun(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    path = paths.history_file()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database " * 500)

    desk = open_desk(make_window)
    until_said(qtbot, desk, "history.sqlite.damaged1")
    assert "Hi there" in talk(desk)

    assert path.with_name("history.sqlite.damaged1").read_bytes().startswith(b"this is no")
    desk.window.close()
    with closing(History(path)) as history:
        assert [m.text for m in history.shown(1)] == ["Hello", "Hi there"]


def test_a_history_that_another_program_holds_is_said_and_the_text_stays(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    path = paths.history_file()
    with closing(History(path)) as history:
        history.begin(title="there")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        desk = open_desk(make_window)
        assert "Hi there" in talk(desk)
        until_said(qtbot, desk, "Another program holds")
        # That may have been said of reading it; the answer is not written yet.
        qtbot.waitUntil(lambda: desk.window.history.is_late, timeout=PATIENCE_MS)
        desk.window.close()
        until_said(qtbot, desk, "would be lost with this window")
        assert desk.window.isVisible()
    until_said(qtbot, desk, "is in the history now")
    assert "Hi there" in desk.window.prompt.page.plain_text()
    desk.window.close()
    assert desk.window.isHidden()
    with closing(History(path)) as history:
        number = desk.window.prompt.dialogue.conversation.number
        assert [m.text for m in history.shown(number)] == ["Hello", "Hi there"]


@pytest.mark.parametrize("first", [(), ("Hello", "Hi there")])
def test_what_could_never_be_written_is_written_at_the_next_start(
    qtbot: QtBot, make_window: MakeWindow, first: tuple[str, ...]
) -> None:
    path = paths.history_file()
    if first:
        desk = open_desk(make_window)
        talk(desk)
        desk.window.close()
    else:
        History(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        desk = open_desk(make_window)
        talk(desk)
        until_said(qtbot, desk, "Another program holds")
        for _ in range(2):
            desk.window.close()
        assert desk.window.isHidden()
        other.execute("ROLLBACK")

    for _ in range(2):  # once, however often one comes back
        desk = open_desk(make_window)
        dialogue = desk.window.prompt.dialogue
        assert dialogue.exchanges
        qtbot.waitUntil(partial(_are_in_the_history, dialogue), timeout=PATIENCE_MS)
        desk.window.close()
        with closing(History(path)) as history:
            assert len(history.conversations()) == 1
            assert [m.text for m in history.shown(1)] == [*first, "Hello", "Hi there"]


def test_a_document_that_could_not_be_written_is_written_at_the_next_start(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    path = paths.history_file()
    desk = open_desk(make_window)
    documents = desk.window.prompt.documents
    documents.begin()
    type_text(documents.desk.page.editor, "Once")
    qtbot.waitUntil(lambda: documents.desk.number > 0, timeout=PATIENCE_MS)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        type_text(documents.desk.page.editor, " upon a time")
        until_said(qtbot, desk, "Another program holds")
        for _ in range(2):
            desk.window.close()
        other.execute("ROLLBACK")

    desk = open_desk(make_window)
    shown = desk.window.prompt.documents
    qtbot.waitUntil(lambda: shown.is_on, timeout=PATIENCE_MS)
    assert shown.desk.page.editor.text() == "Once upon a time"
    desk.window.close()
    with closing(History(path)) as history:
        assert [m.text for m in history.shown(1)] == ["Once upon a time"]
        assert len(history.conversations()) == 1


def leave_on_the_page(number: int, *page: tuple[str, str]) -> None:
    """The window ended with these prompts and answers on the page."""
    exchanges = [Exchange(prompt, answer=[answer]).to_json() for prompt, answer in page]
    json_file.write(
        paths.state_dir() / "drafts.json", {"prompt": {"conversation": number, "page": exchanges}}
    )


def write_talk(*texts: str, state: TextState = TextState.COMPLETE) -> list[int]:
    """A conversation in the history, one of these below the other, the last in ``state``."""
    with closing(History(paths.history_file())) as history:
        number, above, written = history.begin(title=texts[0]), None, []
        for place, text in enumerate(texts):
            role = Role.ASSISTANT if place % 2 else Role.USER
            above = history.add(number, above, role, text, state=TextState.GROWING)
            is_last = place == len(texts) - 1
            history.finish(above, state if is_last else TextState.COMPLETE, text)
            written.append(above)
        return written


def come_back(qtbot: QtBot, make_window: MakeWindow) -> list[tuple[str, str]]:
    """Start and end; what stood on the page."""
    desk = open_desk(make_window)
    dialogue = desk.window.prompt.dialogue
    qtbot.waitUntil(partial(_are_in_the_history, dialogue), timeout=PATIENCE_MS)
    desk.window.close()
    return [(exchange.prompt, exchange.text) for exchange in dialogue.exchanges]


@pytest.mark.parametrize("other", [("Hello", "Another answer"), ("Hello",)])
def test_a_page_without_a_number_is_not_taken_for_another_conversation(
    qtbot: QtBot, make_window: MakeWindow, other: tuple[str, ...]
) -> None:
    if len(other) == 1:
        write_documents(*other)
    else:
        write_talk(*other)
    leave_on_the_page(0, ("Hello", "Hi there"), ("More", "And more"))
    assert come_back(qtbot, make_window)[-1] == ("More", "And more")
    with closing(History(paths.history_file())) as history:
        assert [message.text for message in history.shown(1)] == list(other)
        newest = history.conversations()[0].id
        assert newest != 1
        assert [message.text for message in history.shown(newest)] == [
            "Hello", "Hi there", "More", "And more",
        ]  # fmt: skip


def all_messages() -> list[tuple[str, str]]:
    """Those that the history has, as text and state, in the order in which they were added."""
    with closing(History(paths.history_file())) as history:
        query = "SELECT text, state FROM message ORDER BY id"
        found: list[tuple[str, str]] = history.connection.execute(query).fetchall()
        return found


def shown_texts() -> list[str]:
    with closing(History(paths.history_file())) as history:
        return [message.text for message in history.shown(1)]


def test_the_end_of_an_answer_that_only_the_page_has_is_written(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    write_talk("One", "First", "Hello", "Hi th", state=TextState.INTERRUPTED)
    page = [("One", "First"), ("Hello", "Hi there, all of you")]
    leave_on_the_page(1, *page)
    for _ in range(2):
        assert come_back(qtbot, make_window) == page
        assert all_messages()[2:] == [("Hello", "complete"), (page[1][1], "complete")]


def test_what_was_asked_below_such_an_answer_stays_there(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    broken, *_ = write_talk("Hello", "Hi th", "More", "And more")[1:]
    with closing(History(paths.history_file())) as history:
        history.connection.execute("UPDATE message SET state = 'stopped' WHERE id = ?", (broken,))
    leave_on_the_page(1, ("Hello", "Hi there"), ("More", "And more"), ("Last", "The end"))
    come_back(qtbot, make_window)
    assert shown_texts() == ["Hello", "Hi there", "More", "And more", "Last", "The end"]
    assert len(all_messages()) == 6


def test_another_answer_that_only_the_page_has_is_a_version_beside_the_one_before(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    asked, first = write_talk("Hello", "Hi there")
    leave_on_the_page(1, ("Hello", "Good day"))
    assert come_back(qtbot, make_window) == [("Hello", "Good day")]
    with closing(History(paths.history_file())) as history:
        prompt, answer = history.shown(1)
        assert (prompt.id, answer.text) == (asked, "Good day")
        assert answer.versions == (first, answer.id)


def test_the_last_exchange_of_a_long_conversation_that_only_the_page_has_is_written(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    texts = [f"{what} {n}" for n in range(130) for what in ("question", "answer")]
    write_talk(*texts)
    pairs = [*zip(texts[::2], texts[1::2], strict=True), ("Last", "The end")]
    leave_on_the_page(1, *pairs[-100:])
    assert come_back(qtbot, make_window) == pairs
    assert shown_texts() == [*texts, "Last", "The end"]
    assert len(all_messages()) == 262


@pytest.mark.parametrize(
    "page",
    [
        [("One", "First"), ("Hello", "Hi")],  # the draft is written later than the answer
        [("One", "First"), ("Hello", "")],
        [("One", "First")],
        [("Hello", "Hi there")],
        [("One", "First"), ("Other words", "Of course")],  # a version that one does not look at
    ],
)
def test_a_page_that_the_history_has_adds_nothing(
    qtbot: QtBot, make_window: MakeWindow, page: list[tuple[str, str]]
) -> None:
    first = write_talk("One", "First", "Other words", "Of course")[1]
    with closing(History(paths.history_file())) as history:
        asked = history.add(1, first, Role.USER, "Hello")
        history.add(1, asked, Role.ASSISTANT, "Hi there")
    before = all_messages()
    leave_on_the_page(1, *page)
    assert come_back(qtbot, make_window) == [("One", "First"), ("Hello", "Hi there")]
    assert all_messages() == before


def write_documents(*texts: str) -> None:
    """The history has these, under the numbers from 1 on."""
    with closing(History(paths.history_file())) as history:
        for text in texts:
            history.add(history.begin(Kind.DOCUMENT, text), None, Role.USER, text)
            history.connection.execute("UPDATE message SET state = 'stopped'")
        history.begin(title="no document")


def open_document(qtbot: QtBot, desk: Desk, number: int) -> DocumentEditor:
    """Open it by the list, and the place where it is written."""
    desk.window.prompt.open_conversation(number)
    documents = desk.window.prompt.documents
    qtbot.waitUntil(
        lambda: documents.is_on and documents.desk.number == number, timeout=PATIENCE_MS
    )
    return documents.desk.page.editor


def until_read(qtbot: QtBot, desk: Desk) -> None:
    """The history has answered what it was asked."""
    answers: list[bool] = []
    desk.window.history.ask(lambda _history: True, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)


def documents_stored(*numbers: int) -> list[str]:
    with closing(History(paths.history_file())) as history:
        return [message.text for number in numbers for message in history.shown(number)]


def test_another_document_is_opened_and_written_while_the_history_cannot_be(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    write_documents("One", "Two")
    desk = open_desk(make_window)
    editor = open_document(qtbot, desk, 1)
    with closing(sqlite3.connect(paths.history_file(), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        type_text(editor, " and more")
        until_said(qtbot, desk, "Another program holds")
        open_document(qtbot, desk, 2)
        assert editor.text() == "Two"
        type_text(editor, " as well")
        open_document(qtbot, desk, 1)
        assert editor.text() == "One and more", "not what the history has of it"
        type_text(editor, "!")
        other.execute("ROLLBACK")
    until_said(qtbot, desk, "is in the history now")
    desk.window.close()
    assert documents_stored(1, 2) == ["One and more!", "Two as well"]


def test_a_document_that_cannot_be_had_takes_nothing_from_the_one_on_the_page(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    write_documents("One")
    desk = open_desk(make_window)
    editor = open_document(qtbot, desk, 1)
    documents = desk.window.prompt.documents
    documents.open(2)
    type_text(editor, " and")
    until_read(qtbot, desk)
    type_text(editor, " more")
    assert documents.desk.number == 1, "a draft would write this text over another document's"
    desk.window.close()
    assert documents_stored(1) == ["One and more"]


def test_a_document_the_model_writes_in_stays_where_another_cannot_be_had(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    write_documents("One")
    desk = open_desk(make_window)
    editor = open_document(qtbot, desk, 1)
    documents = desk.window.prompt.documents
    document = documents.desk
    desk.window.prompt.start()
    assert document.is_at_work
    documents.open(2)
    until_read(qtbot, desk)
    assert documents.desk is document
    desk.runner.change(desk.runner.last, JobState.DONE, result=PromptResult("", 0, 50.0))
    desk.deliver()
    type_text(editor, " more")
    assert editor.isVisible()
    desk.window.close()
    assert documents_stored(1) == ["One more"]


def test_conversations_are_pinned_and_deleted_when_the_history_can_be_written(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    for text in ("One", "Two", "Three"):
        write_talk(text, "answer")
    desk = open_desk(make_window)
    panel = desk.window.prompt.side.panel
    assert panel is not None
    qtbot.waitUntil(lambda: len(panel.list.rows) == 3, timeout=PATIENCE_MS)
    with closing(sqlite3.connect(paths.history_file(), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        panel.list.go_to("1")
        panel.pin_chosen()
        panel.list.go_to("2")
        panel.list.setFocus()
        press(panel.list, Qt.Key.Key_Delete)
        until_said(qtbot, desk, "Another program holds")
        other.execute("ROLLBACK")
    until_said(qtbot, desk, "is in the history now")
    qtbot.waitUntil(
        lambda: [row.title for row in panel.list.rows] == ["One", "Three"], timeout=PATIENCE_MS
    )
    desk.window.close()
    with closing(History(paths.history_file())) as history:
        assert [(each.title, each.pinned) for each in history.conversations()] == [
            ("One", True), ("Three", False),
        ]  # fmt: skip


def test_the_page_of_a_history_that_was_damaged_is_in_the_new_one(
    qtbot: QtBot, make_window: MakeWindow
) -> None:
    path = paths.history_file()
    with closing(History(path)) as history:
        history.add(history.begin(title="other"), None, Role.USER, "Other")
    desk = open_desk(make_window)
    talk(desk)
    conversation = desk.window.prompt.dialogue.conversation
    desk.window.close()
    assert conversation.number == 2
    path.write_bytes(b"this is no database " * 500)

    desk = open_desk(make_window)
    dialogue = desk.window.prompt.dialogue
    qtbot.waitUntil(partial(_are_in_the_history, dialogue), timeout=PATIENCE_MS)
    talk(desk)
    desk.window.close()
    with closing(History(path)) as history:
        assert [m.text for m in history.shown(1)] == ["Hello", "Hi there"] * 2


def _are_in_the_history(dialogue: Dialogue) -> bool:
    return all(exchange.entry for exchange in dialogue.exchanges)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root"
)
def test_a_read_only_history_is_said(qtbot: QtBot, make_window: MakeWindow) -> None:
    path = paths.history_file()
    with closing(History(path)) as history:
        history.begin(title="there")
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        desk = open_desk(make_window)
        assert "Hi there" in talk(desk)
        until_said(qtbot, desk, "cannot be saved")
        path.parent.chmod(0o700)
        path.chmod(0o600)
        until_said(qtbot, desk, "is in the history now")
    finally:
        path.parent.chmod(0o700)


FILL = """
import resource, sys
from pathlib import Path
import signal
from desktop_lm.errors import AppError
from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.history import History

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
history = History(Path(sys.argv[1]))
number = history.begin()
first = history.add(number, None, Role.USER, "kept")
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    for turn in range(100):
        history.add(number, first, Role.USER, "more " * 10_000)
except AppError as error:
    print(error.code.value, turn)
history.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sizes are limited by the system")
def test_a_full_disk_costs_only_what_did_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    told = subprocess.run(
        [sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert told[0] == Code.HISTORY_UNWRITABLE.value

    with closing(History(path)) as history:
        messages = history.connection.execute("SELECT text FROM message ORDER BY id").fetchall()
        assert history.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert messages[0] == ("kept",)
    assert len(messages) == 1 + int(told[1])


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path) -> None:
    now = 1_800_000_000.0

    def clock() -> float:
        nonlocal now
        now -= 86_400.0
        return now

    with closing(History(tmp_path / "history.sqlite", clock)) as history:
        first, second = history.begin(title="first"), history.begin(title="second")
        asked = history.add(first, None, Role.USER, "one")
        answer = history.add(first, asked, Role.ASSISTANT, "", state=TextState.GROWING)
        history.finish(answer, TextState.COMPLETE, "two")

        assert [c.id for c in history.conversations()] == [first, second], "used last, on top"
        assert [m.text for m in history.shown(first)] == ["one", "two"]
        conversation = history.conversation(first)
        assert conversation.changed >= conversation.created


def test_a_newer_programs_history_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = path.read_bytes()
    with pytest.raises(AppError) as caught:
        History(path)
    assert caught.value.code is Code.HISTORY_NEWER
    assert path.read_bytes() == before
