"""A document is written down while it is written on, in one window or two."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from desktop_lm.storage.history.document_writer import DocumentWriter, Opened
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper
from desktop_lm.storage.history.writers import _name

PATIENCE = 60.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def windows(path: Path) -> Iterator[tuple[HistoryKeeper, HistoryKeeper]]:
    keepers = HistoryKeeper(path, print), HistoryKeeper(path, print)
    yield keepers
    for keeper in keepers:
        keeper.close()


def wait(keeper: HistoryKeeper) -> None:
    """Until all that was handed in is done."""
    done = threading.Event()
    keeper.do(lambda _history: None, lambda _result: done.set())
    assert done.wait(PATIENCE)


def begin(keeper: HistoryKeeper, path: Path, text: str) -> DocumentWriter:
    """A document that a window of another process writes in."""
    writer = DocumentWriter(keeper)
    write(keeper, writer, text)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE message SET writer = ?", (_name(psutil.Process(os.getppid())),))
    return writer


def write(keeper: HistoryKeeper, writer: DocumentWriter, text: str) -> None:
    # DocumentWriter.write would wait for more.
    keeper.write(lambda history: writer._store(history, text, lambda: None))
    wait(keeper)


def open_in(keeper: HistoryKeeper, number: int) -> DocumentWriter:
    writer, found = DocumentWriter(keeper, number), list[Opened | None]()
    writer.open(found.append)
    writer.resume()
    wait(keeper)
    assert found[0] is not None
    return writer


def texts(path: Path) -> list[str]:
    with closing(History(path)) as history:
        return [history.shown(each.id)[-1].text for each in history.conversations()][::-1]


def test_what_is_written_in_two_windows_is_in_two_documents(
    windows: tuple[HistoryKeeper, HistoryKeeper], path: Path
) -> None:
    here, there = windows
    one = begin(here, path, "Once")
    other = open_in(there, one.number)
    write(here, one, "Once upon")
    write(there, other, "Once more")
    write(here, one, "Once upon a time")
    assert other.number != one.number
    assert texts(path) == ["Once upon a time", "Once more"]


def test_one_that_is_only_looked_at_is_left_to_the_other_window(
    windows: tuple[HistoryKeeper, HistoryKeeper], path: Path
) -> None:
    here, there = windows
    one = begin(here, path, "Once")
    other = open_in(there, one.number)
    write(here, one, "Once upon")
    other.close("Once")
    wait(there)
    write(here, one, "Once upon a time")
    assert texts(path) == ["Once upon a time"]


def test_one_that_was_put_away_as_it_was_is_gone_on_with(
    windows: tuple[HistoryKeeper, HistoryKeeper], path: Path
) -> None:
    here, there = windows
    one = begin(here, path, "Once")
    other = open_in(there, one.number)
    one.close("Once")
    wait(here)
    write(there, other, "Once more")
    assert other.number > 0
    assert texts(path) == ["Once more"]
