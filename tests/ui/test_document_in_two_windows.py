"""A document that another window writes in."""

from __future__ import annotations

import os
from contextlib import closing

import psutil
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.storage.history.conversation import Kind, Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.writers import _name
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import type_text


def test_what_is_written_becomes_a_document_of_its_own_and_that_is_told(
    desk: Desk, qtbot: QtBot
) -> None:
    tab = desk.window.prompt
    tab.begin()
    with closing(History(paths.history_file())) as other:
        theirs = other.begin(Kind.DOCUMENT, "Once")
        message = other.add(theirs, None, Role.USER, "Once", state=TextState.GROWING)
        of_another_process = _name(psutil.Process(os.getppid()))
        other.connection.execute("UPDATE message SET writer = ?", (of_another_process,))
        tab.open_conversation(theirs)
        qtbot.waitUntil(lambda: tab.documents.is_on, timeout=PATIENCE_MS)
        document = tab.documents.desk
        type_text(document.page.editor, " more")
        qtbot.waitUntil(lambda: bool(tab.banner.sentence), timeout=PATIENCE_MS)
        other.grow(message, "Once upon a time")
        number = document.number
        desk.window.close()
        assert tab.banner.sentence.startswith("Another window writes in this document")
        assert [other.shown(each)[0].text for each in (theirs, number)] == [
            "Once upon a time",
            "Once more",
        ]
