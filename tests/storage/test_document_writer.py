"""A document is written down while it is written on."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history.conversation import Kind, TextState
from desktop_lm.storage.history.document_writer import DocumentWriter, Opened
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper
from desktop_lm.storage.history.history_search import search

PATIENCE = 60.0


def written(keeper: HistoryKeeper, writer: DocumentWriter, text: str) -> None:
    """Write and wait until it was tried."""
    tried = threading.Event()
    writer.write(text, lambda: None)
    keeper.grow("after it", lambda _history: tried.set())
    assert tried.wait(PATIENCE)


def opened(keeper: HistoryKeeper, number: int) -> DocumentWriter:
    """A document that was read and is on the page."""
    writer = DocumentWriter(keeper, number)
    found: list[Opened | None] = []
    read = threading.Event()
    writer.open(found.append)
    keeper.do(lambda _history: None, lambda _result: read.set())
    assert read.wait(PATIENCE)
    assert found != [None]
    writer.resume()
    return writer


def set_most_pages(keeper: HistoryKeeper, more: int) -> None:
    """SQLite's own full disk."""

    def change(history: History) -> None:
        (pages,) = history.connection.execute("PRAGMA page_count").fetchone()
        history.connection.execute(f"PRAGMA max_page_count = {pages + more}")

    done = threading.Event()
    keeper.do(change, lambda _result: done.set())
    assert done.wait(PATIENCE)


def texts(path: Path) -> list[str]:
    """Those of all documents, the oldest first."""
    with closing(History(path)) as history:
        numbers = sorted(each.id for each in history.conversations())
        return [message.text for number in numbers for message in history.shown(number)]


def test_a_document_that_begins_on_a_full_disk_is_there_when_there_is_room(
    path: Path, errors: list[AppError]
) -> None:
    caught_up = threading.Event()
    keeper = HistoryKeeper(path, errors.append, caught_up.set)
    set_most_pages(keeper, 2)
    document = DocumentWriter(keeper)
    written(keeper, document, "Once " * 10_000)
    assert [error.code for error in errors] == [Code.HISTORY_UNWRITABLE]

    set_most_pages(keeper, 1000)
    assert caught_up.wait(PATIENCE)
    keeper.close()

    assert texts(path) == ["Once " * 10_000]


def test_two_windows_on_one_document_lose_nobodys_words(path: Path, keeper: HistoryKeeper) -> None:
    first = DocumentWriter(keeper)
    written(keeper, first, "Once upon a time")
    other_keeper = HistoryKeeper(path, lambda _error: None)
    second = opened(other_keeper, first.number)

    written(keeper, first, "Once upon a time there was a cat")
    written(other_keeper, second, "Once upon a time there was a dog")
    written(keeper, first, "Once upon a time there was a cat.")
    first.close("Once upon a time there was a cat. It slept.")
    keeper.close()
    second.close("Once upon a time there was a dog. It barked.")
    other_keeper.close()

    assert texts(path) == [
        "Once upon a time there was a cat. It slept.",
        "Once upon a time there was a dog. It barked.",
    ]
    assert first.number != second.number


def test_a_window_that_only_looked_changes_nothing(path: Path, keeper: HistoryKeeper) -> None:
    first = DocumentWriter(keeper)
    written(keeper, first, "Once")
    other_keeper = HistoryKeeper(path, lambda _error: None)
    looked_before = opened(other_keeper, first.number)
    written(keeper, first, "Once upon")
    looked_after = opened(other_keeper, first.number)
    looked_before.close("Once")
    looked_after.close("Once upon")
    other_keeper.close()
    written(keeper, first, "Once upon a time")
    first.close("Once upon a time")
    keeper.close()

    assert texts(path) == ["Once upon a time"]
    with closing(History(path)) as history:
        assert history.shown(first.number)[-1].state is TextState.STOPPED
        assert [hit.match for hit in search(history, "time")] == ["time"]


def test_a_document_of_which_nothing_is_left_keeps_no_other_from_being_written(
    path: Path, keeper: HistoryKeeper
) -> None:
    with closing(History(path)) as history:
        history.begin(Kind.DOCUMENT, "Its words were on a damaged page")
    document = DocumentWriter(keeper, begun_with="Once")
    written(keeper, document, "Once upon a time")
    document.close("Once upon a time")
    keeper.close()

    assert texts(path) == ["Once upon a time"]
