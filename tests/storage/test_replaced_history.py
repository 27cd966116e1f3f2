"""The history's file is replaced by one window while another has it open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.storage.history import renewal
from desktop_lm.storage.history.conversation_writer import ConversationWriter
from desktop_lm.storage.history.document_writer import DocumentWriter
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_keeper import HistoryKeeper

PATIENCE = 60.0


def _renew(path: Path) -> None:
    renewal.renew(path)


def _move_away(path: Path) -> None:
    path.rename(path.with_name("moved"))


@pytest.mark.parametrize("replace", [_renew, _move_away])
def test_what_is_written_after_that_is_in_the_file_that_is_there(
    path: Path, keeper: HistoryKeeper, replace: Callable[[Path], None]
) -> None:
    talk, document = ConversationWriter(keeper), DocumentWriter(keeper)
    first = talk.ask("Before", None)
    assert first.stored.wait(PATIENCE)
    written = threading.Event()
    document.write("Once", written.set)
    assert written.wait(PATIENCE)

    replace(path)
    with closing(History(path)):  # as the other window has it open
        assert talk.ask("After", first).stored.wait(PATIENCE)
        document.close("Once upon a time")
        keeper.close()

    with closing(History(path)) as history:
        rows = history.connection.execute("SELECT text FROM message").fetchall()
        assert {("After",), ("Once upon a time",)} <= set(rows)
