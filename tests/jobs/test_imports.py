"""Conversations of other programs, as the page shows them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from desktop_lm import paths
from desktop_lm.documents.chats.imported import ImportedChat, ImportedMessage, in_turns
from desktop_lm.jobs.history import imports
from desktop_lm.storage.history.history import History
from desktop_lm.ui.prompt.open_conversation import exchanges_of

SAID = (
    ImportedMessage("q", None, is_answer=False, text="How high is the tower?"),
    ImportedMessage("a", "q", is_answer=True, text="Let me look.", model="gpt-x"),
    ImportedMessage("b", "a", is_answer=True, text="I found a page."),
    ImportedMessage("c", "b", is_answer=True, text="It has 31 metres."),
    ImportedMessage("d", "b", is_answer=True, text="Thirty metres."),
    ImportedMessage("r", "c", is_answer=False, text="Thanks"),
)


def chat(*messages: ImportedMessage, shown: str = "") -> ImportedChat:
    return ImportedChat("ChatGPT", "1", "Tower", 1.0, messages, shown)


def test_an_answer_in_several_messages_is_shown_whole() -> None:
    with closing(History(paths.history_file())) as history:
        imports.take_in(history, [chat(*SAID, shown="r")])
        first, second = exchanges_of(history.shown(1))
    assert first.text == "Let me look.\n\nI found a page.\n\nIt has 31 metres."
    assert first.model == "gpt-x"
    assert len(first.answer_versions) == 2
    assert (second.prompt, second.text) == ("Thanks", "")


def test_a_conversation_that_begins_with_an_answer_is_shown_whole() -> None:
    greetings = [
        ImportedMessage(key, None, is_answer=True, text=text)
        for key, text in (("g", "Good day."), ("h", "Hello!"))
    ]
    asked = ImportedMessage("q", "h", is_answer=False, text="Who are you?")
    with closing(History(paths.history_file())) as history:
        imports.take_in(history, [replace(chat(*greetings, asked, shown="q"), title="")])
        [conversation] = history.conversations()
        first, second = exchanges_of(history.shown(conversation.id))
    assert conversation.title == "Good day."
    assert (first.prompt, first.text, len(first.answer_versions)) == ("…", "Hello!", 2)
    assert second.prompt == "Who are you?"


def test_what_one_looked_at_is_where_it_went_on_and_what_is_asked_in_between_stays() -> None:
    assert in_turns(chat(*SAID, shown="a")).shown == "c"
    asked = ImportedMessage("x", "a", is_answer=False, text="Where?")
    kept = in_turns(chat(*SAID[:3], asked, shown="a"))
    assert [message.key for message in kept.messages] == ["q", "a", "b", "x"]
    assert kept.shown == "a"
    assert in_turns(kept) == kept
