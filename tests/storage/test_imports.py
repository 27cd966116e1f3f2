"""Conversations of other programs come into the history once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from desktop_lm.storage.history.conversation import Role
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.imports import Incoming, IncomingConversation, take_in

TALK = IncomingConversation("Jan", "t1", "Greeting", 5.0, [Incoming(None, Role.USER, "Hi", 5.0)], 0)


def test_one_that_is_here_is_not_taken_in_again_and_one_that_was_deleted_is(tmp_path: Path) -> None:
    with closing(History(tmp_path / "history.sqlite")) as history:
        assert take_in(history, TALK)
        [conversation] = history.conversations()
        history.rename(conversation.id, "Mine")
        assert not take_in(history, TALK)

        history.delete(conversation.id)
        assert take_in(history, TALK)
        assert [each.title for each in history.conversations()] == ["Mine"]

        history.delete(conversation.id)
        history.purge((conversation.id,))
        assert take_in(history, TALK)
        assert [each.title for each in history.conversations()] == ["Greeting"]
