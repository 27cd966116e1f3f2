"""Conversations of other programs, in files made here after their forms."""

from __future__ import annotations

import json
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.documents.chats import chatgpt, gpt4all, jan, lm_studio
from desktop_lm.documents.chats.imported import ImportedChat, NotThisFormat
from desktop_lm.documents.chats.reading import read
from desktop_lm.errors import AppError, Code


def node(key: str, parent: str | None, role: str, text: str, *children: str) -> dict[str, Any]:
    message = {
        "author": {"role": role},
        "create_time": 100.0,
        "content": {"content_type": "text", "parts": [text]},
        "metadata": {"model_slug": "gpt-x"} if role == "assistant" else {},
    }
    return {"id": key, "parent": parent, "children": list(children), "message": message}


CHATGPT = [
    {
        "title": "Names",
        "create_time": 99.5,
        "conversation_id": "c1",
        "current_node": "b",
        "mapping": {
            "root": {"id": "root", "parent": None, "children": ["s"], "message": None},
            "s": node("s", "root", "system", "", "q"),
            "q": node("q", "s", "user", "A name?", "a", "b"),
            "a": node("a", "q", "assistant", "Mia."),
            "b": node("b", "q", "assistant", "Tom."),
        },
    }
]


def words(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": text}]


LM_STUDIO = {
    "name": "Tides",
    "createdAt": 1_700_000_000_000,
    "messages": [
        {
            "versions": [
                {
                    "type": "singleStep",
                    "role": "user",
                    "content": [{"type": "text", "text": "Why?"}],
                }
            ],
            "currentlySelected": 0,
        },
        {
            "versions": [
                {"type": "multiStep", "role": "assistant", "steps": []},
                {
                    "type": "multiStep",
                    "role": "assistant",
                    "senderInfo": {"senderName": "qwen"},
                    "steps": [
                        {
                            "type": "contentBlock",
                            "style": {"type": "thinking"},
                            "content": words("Hm."),
                        },
                        {
                            "type": "contentBlock",
                            "content": words("The moon."),
                        },
                        {"type": "debugInfoBlock", "debugInfo": "x"},
                    ],
                },
            ],
            "currentlySelected": 1,
        },
    ],
}
JAN = "\n".join(
    json.dumps(
        {
            "id": str(number),
            "thread_id": "t1",
            "role": role,
            "content": [{"type": "text", "text": {"value": text, "annotations": []}}],
            "created_at": 1_700_000_000_000 + number,
        }
    )
    for number, (role, text) in enumerate([("user", "Hi"), ("assistant", "Hello")])
)
JAN_THREAD = {"id": "t1", "title": "Greeting", "assistants": [{"model": {"id": "jan-nano"}}]}


def qt_string(text: str) -> bytes:
    raw = text.encode("utf-16-be")
    return struct.pack(">I", len(raw)) + raw


def gpt4all_file(*messages: tuple[str, str]) -> bytes:
    head = struct.pack(">Iiq", 0xF5D553CC, 10, 1_700_000_000)
    names = b"".join(map(qt_string, ("id1", "Birds", "me", "mistral")))
    between = struct.pack(">I", 0) + b"\x01" + bytes(range(256))
    said = b"".join(
        struct.pack(">i", n) + qt_string(who) + qt_string(text) + b"\0" * 5
        for n, (who, text) in enumerate(messages)
    )
    return head + names + between + said


GPT4ALL = gpt4all_file(("Prompt: ", "Do birds sleep? 🐦"), ("Response: ", "They do."))


def said(chat: ImportedChat) -> list[tuple[str | None, bool, str]]:
    return [(each.parent, each.is_answer, each.text) for each in chat.messages]


def test_chatgpt_is_a_tree() -> None:
    [chat] = chatgpt.read(CHATGPT)
    assert (chat.title, chat.key, chat.shown) == ("Names", "c1", "b")
    assert said(chat) == [(None, False, "A name?"), ("q", True, "Mia."), ("q", True, "Tom.")]
    assert chat.messages[1].model == "gpt-x"


def test_lm_studio_has_versions_and_steps() -> None:
    [chat] = lm_studio.read(LM_STUDIO)
    assert (chat.title, chat.created) == ("Tides", 1_700_000_000.0)
    assert said(chat) == [(None, False, "Why?"), ("0", True, "The moon.")]
    assert chat.messages[1].model == "qwen"


def test_jan_has_a_message_a_line() -> None:
    [chat] = jan.read(JAN, JAN_THREAD)
    assert (chat.title, chat.key) == ("Greeting", "t1")
    assert said(chat) == [(None, False, "Hi"), ("0", True, "Hello")]
    assert chat.messages[1].model == "jan-nano"


def test_gpt4all_is_a_stream_of_qts() -> None:
    [chat] = gpt4all.read(GPT4ALL)
    assert (chat.title, chat.key, chat.created) == ("Birds", "id1", 1_700_000_000.0)
    assert said(chat) == [(None, False, "Do birds sleep? 🐦"), ("0", True, "They do.")]
    assert chat.messages[0].model == "mistral"


def test_a_zip_or_a_folder_of_them_all(tmp_path: Path) -> None:
    files = {
        "conversations.json": json.dumps(CHATGPT).encode(),
        "a/tides.conversation.json": json.dumps(LM_STUDIO).encode(),
        "threads/t1/messages.jsonl": JAN.encode(),
        "threads/t1/thread.json": json.dumps(JAN_THREAD).encode(),
        "gpt4all-id1.chat": GPT4ALL,
        "user.json": b"{}",
        "chat.html": b"<html>",
    }
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
            path = tmp_path / "folder" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    for place in (archive, tmp_path / "folder"):
        found = read(place)
        assert {chat.origin for chat in found} == {"ChatGPT", "LM Studio", "Jan", "GPT4All"}
        assert {chat.title for chat in found} == {"Names", "Tides", "Greeting", "Birds"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff\xfe", b"PK\x03\x04"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.chat", "a.zip"])
def test_bad_files_are_said_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AppError) as caught:
        read(path)
    assert caught.value.code is Code.NO_CONVERSATIONS


NAMES = (
    *("mapping", "message", "messages", "parent", "children", "author", "role", "content"),
    *("parts", "versions", "steps", "text", "type", "currentlySelected", "current_node"),
    *("metadata", "thread_id", "user", "assistant"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(NAMES),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_no_json_breaks_the_readers(content: Any) -> None:
    for each in (chatgpt.read, lm_studio.read):
        with suppress(NotThisFormat):
            list(each(content))
    with suppress(NotThisFormat):
        list(jan.read(json.dumps(content), content))


@given(st.binary(max_size=60))
def test_no_bytes_break_gpt4alls(raw: bytes) -> None:
    with suppress(NotThisFormat):
        list(gpt4all.read(GPT4ALL[:16] + raw))
