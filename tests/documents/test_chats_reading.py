"""Files, zips and folders of conversations of other programs, whole and damaged."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.documents.chats import chatgpt, claude, gpt4all, jan, lm_studio
from desktop_lm.documents.chats.imported import NotThisFormat
from desktop_lm.documents.chats.reading import read
from desktop_lm.errors import AppError, Code
from tests.support.chat_files import CHATGPT, CLAUDE, GPT4ALL, JAN, JAN_THREAD, LM_STUDIO, node


def test_a_zip_or_a_folder_of_them_all(tmp_path: Path) -> None:
    files = {
        "conversations.json": json.dumps(CHATGPT).encode(),
        "a/tides.conversation.json": json.dumps(LM_STUDIO).encode(),
        "threads/t1/messages.jsonl": JAN.encode(),
        "threads/t1/thread.json": json.dumps(JAN_THREAD).encode(),
        "gpt4all-id1.chat": GPT4ALL,
        "user.json": b"{}",
        "claude/conversations.json": json.dumps(CLAUDE).encode(),
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
        assert {(chat.origin, chat.title) for chat in found} == {
            ("ChatGPT", "Names"),
            ("Claude", "Salt"),
            ("GPT4All", "Birds"),
            ("Jan", "Greeting"),
            ("LM Studio", "Tides"),
        }


def test_what_else_lies_in_a_folder_keeps_nothing_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "conversations.json").write_text(json.dumps(CHATGPT))
    (tmp_path / "backup.json").mkdir()
    with suppress(OSError):  # Windows lets few make links
        (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(3 << 30)  # a hole that takes no room
    assert [chat.title for chat in read(tmp_path)] == ["Names"]


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_larger_than_any_is_told_as_that(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("export.zip" if packed else "conversations.json")
    if packed:
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("conversations.json", json.dumps(CHATGPT))
            made.infolist()[0].file_size = 3 << 30  # as the directory at its end says it
    else:
        with path.open("wb") as file:
            file.truncate(3 << 30)  # a hole that takes no room
    with pytest.raises(AppError) as caught:
        read(path)
    assert caught.value.code is Code.DOCUMENT_TOO_LARGE
    assert caught.value.params["actual"] == 3 << 30


def test_what_a_crash_left_of_jans_files_is_read(tmp_path: Path) -> None:
    (tmp_path / "messages.jsonl").write_text(JAN + '\n{"id": "3", "thread_id": "t1", "ro')
    (tmp_path / "thread.json").write_text("")
    for place in (tmp_path, tmp_path / "messages.jsonl"):
        [chat] = read(place)
        assert [message.text for message in chat.messages] == ["Hi", "Hello"]


def test_a_zip_with_damage_inside_is_said_in_one_sentence(tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("conversations.json", json.dumps(CHATGPT * 50))
    content = bytearray(archive.read_bytes())
    content[60:75] = b"\xff" * 15
    archive.write_bytes(content)
    with pytest.raises(AppError) as caught:
        read(archive)
    assert caught.value.code is Code.NO_CONVERSATIONS


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
    *("chat_messages", "sender", "human", "uuid", "parent_message_uuid"),
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
    for each in (chatgpt.read, claude.read, lm_studio.read):
        with suppress(NotThisFormat):
            list(each(content))
    with suppress(NotThisFormat):
        list(jan.read(json.dumps(content), content))


@pytest.mark.parametrize("odd", [10**400, 1e308, -1e30, float("nan"), "1", [], {}, True, None])
def test_no_odd_value_keeps_the_words_away(tmp_path: Path, odd: Any) -> None:
    talk = {**CHATGPT[0], "create_time": odd, "title": odd, "current_node": odd}
    talk["mapping"] = {
        "q": {**node("q", None, "user", "Hi"), "parent": odd, "children": [odd, "q"]},
    }
    talk["mapping"]["q"]["message"]["create_time"] = odd
    letter = {**CLAUDE[0], "uuid": odd, "name": odd, "created_at": odd}
    letter["chat_messages"] = [
        {"sender": odd, "text": "No"},
        {"sender": "human", "text": "Hi", "content": odd, "uuid": odd, "created_at": odd},
    ]
    files = {
        "a.json": talk,
        "c.json": letter,
        "b.json": {**LM_STUDIO, "createdAt": odd, "name": odd},
        "messages.jsonl": {"thread_id": "t", "role": "user", "content": "Hi", "created_at": odd},
        "thread.json": {"title": odd, "created": odd, "assistants": [odd]},
    }
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    found = read(tmp_path)
    assert {chat.origin for chat in found} == {"ChatGPT", "Claude", "LM Studio", "Jan"}
    for chat in found:
        assert chat.messages[0].text
        datetime.fromtimestamp(chat.created, UTC)
        datetime.fromtimestamp(chat.messages[0].created, UTC)


@given(st.binary(max_size=60))
def test_no_bytes_break_gpt4alls(raw: bytes) -> None:
    with suppress(NotThisFormat):
        list(gpt4all.read(GPT4ALL[:16] + raw))
