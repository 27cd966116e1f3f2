"""A document that another window writes in."""

from __future__ import annotations

from contextlib import closing

from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.storage.history.history import History
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import type_text


def test_what_was_deleted_there_and_is_written_on_here_is_kept(desk: Desk, qtbot: QtBot) -> None:
    tab = desk.window.prompt
    tab.begin()
    with closing(History(paths.history_file())) as other:
        number, _ = other.begin_document("Once", {}, "Once")
        tab.open_conversation(number)
        qtbot.waitUntil(lambda: tab.documents.is_on, timeout=PATIENCE_MS)
        other.delete(number)
        type_text(tab.documents.desk.page.editor, " more")
        desk.window.close()
        [kept] = other.conversations()
        assert kept.id == number
        assert other.shown(number)[0].text == "Once more"


def test_what_is_written_becomes_a_document_of_its_own_and_that_is_told(
    desk: Desk, qtbot: QtBot
) -> None:
    tab = desk.window.prompt
    tab.begin()
    with closing(History(paths.history_file())) as other:
        theirs, message = other.begin_document("Once", {}, "Once")
        tab.open_conversation(theirs)
        qtbot.waitUntil(lambda: tab.documents.is_on, timeout=PATIENCE_MS)
        document = tab.documents.desk
        assert other.rewrite(message, "Once", "Once upon a time")
        type_text(document.page.editor, " more")
        qtbot.waitUntil(lambda: bool(tab.banner.sentence), timeout=PATIENCE_MS)
        number = document.number
        desk.window.close()
        assert tab.banner.sentence.startswith("Another window writes in this document")
        assert [other.shown(each)[0].text for each in (theirs, number)] == [
            "Once upon a time",
            "Once more",
        ]
