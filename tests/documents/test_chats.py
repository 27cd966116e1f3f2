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


def test_chatgpts_spoken_words_are_words() -> None:
    spoken = node("q", "s", "user", "", "a")
    spoken["message"]["content"] = {
        "content_type": "multimodal_text",
        "parts": [
            {"content_type": "audio_transcription", "text": "Can you hear me?", "direction": "in"},
            {"content_type": "real_time_user_audio_video_asset_pointer", "audio_asset_pointer": {}},
            {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"},
        ],
    }
    nodes = {**CHATGPT[0]["mapping"], "q": spoken}  # type: ignore[dict-item]
    [chat] = chatgpt.read([{**CHATGPT[0], "mapping": nodes}])
    assert chat.messages[0].text == "Can you hear me?"


def test_lm_studio_has_versions_and_steps() -> None:
    [chat] = lm_studio.read(LM_STUDIO)
    assert (chat.title, chat.created) == ("Tides", 1_700_000_000.0)
    assert said(chat) == [(None, False, "Why?"), ("0.0", True, "The moon.")]
    assert (chat.messages[1].model, chat.shown) == ("qwen", "1.1")


def test_lm_studio_keeps_all_versions_and_goes_on_below_the_chosen_one() -> None:
    def one(role: str, *texts: str, chosen: int = 0) -> dict[str, Any]:
        versions = [{"type": "singleStep", "role": role, "content": words(text)} for text in texts]
        return {"versions": versions, "currentlySelected": chosen}

    content = {
        "name": "",
        "createdAt": 1_700_000_000_000,
        "lastUsedModel": {"identifier": "gemma-3-4b"},
        "messages": [
            one("system", "Be brief."),
            one("user", "A name?"),
            one("assistant", "Mia.", "Tom.", "Ida.", chosen=1),
            one("user", "Why?"),
        ],
    }
    [chat] = lm_studio.read(content)
    assert said(chat) == [
        (None, False, "A name?"),
        ("1.0", True, "Mia."),
        ("1.0", True, "Tom."),
        ("1.0", True, "Ida."),
        ("2.1", False, "Why?"),
    ]
    assert chat.messages[1].model == "gemma-3-4b"
    assert (chat.shown, chat.system) == ("3.0", "Be brief.")


def test_lm_studio_keeps_its_instructions_in_three_places() -> None:
    field = {"key": "llm.prediction.systemPrompt", "value": "In verse."}
    config = {"fields": [{"key": "llm.prediction.temperature", "value": 1}, field]}
    for content, system in (
        ({"systemPrompt": "In French.", "perChatPredictionConfig": config}, "In French."),
        ({"systemPrompt": "", "perChatPredictionConfig": config}, "In verse."),
        ({"systemPrompt": None, "perChatPredictionConfig": {"fields": 7}}, ""),
    ):
        [chat] = lm_studio.read(LM_STUDIO | content)
        assert chat.system == system


def test_lm_studio_of_an_answer_with_tools_and_thoughts_only_what_was_said() -> None:
    steps = [
        {
            "type": "contentBlock",
            "style": {"type": "thinking", "title": "Thought for 2 seconds", "ended": True},
            "prefix": "<think>",
            "content": [
                {"type": "text", "text": "<think>", "isStructural": True},
                {"type": "text", "text": "It asks for the weather."},
                {"type": "text", "text": "</think>", "isStructural": True},
            ],
        },
        {
            "type": "contentBlock",
            "content": [
                {"type": "text", "text": "I look. "},
                {
                    "type": "toolCallRequest",
                    "callId": 1,
                    "name": "sky",
                    "parameters": {"text": "x"},
                },
            ],
        },
        {
            "type": "contentBlock",
            "roleOverride": "tool",
            "content": [{"type": "toolCallResult", "content": "clouds", "text": "no"}],
        },
        {
            "type": "toolStatus",
            "callId": 1,
            "statusState": {"status": {"type": "toolCallSucceeded"}},
        },
        {
            "type": "contentBlock",
            "stepIdentifier": "1-2",
            "content": [
                {"type": "text", "text": "<|end|>", "isStructural": True},
                {"type": "text", "text": "It will rain.", "fromDraftModel": False},
            ],
        },
    ]
    content = {
        "messages": [
            {
                "versions": [{"type": "multiStep", "role": "assistant", "steps": steps}],
                "currentlySelected": 0,
            }
        ]
    }
    [chat] = lm_studio.read(content)
    assert [message.text for message in chat.messages] == ["I look. \n\nIt will rain."]


def test_jan_of_an_answer_only_its_texts() -> None:
    def text(kind: str, value: str) -> dict[str, Any]:
        return {"type": kind, "text": {"value": value, "annotations": []}}

    parts = [
        text("reasoning", "He greets."),
        text("text", "<think>So do I.</think>\n\nHello"),
        {"type": "tool_call", "tool_call_id": "1", "tool_name": "clock", "output": "noon"},
        {"type": "image_url", "image_url": {"url": "data:,"}},
        text("text", "and good morning."),
    ]
    lines = [
        {"id": "1", "object": "thread.message", "thread_id": "t", "role": role, "content": content,
         "status": "ready", "created_at": 0, "completed_at": 0, "metadata": {}}
        for role, content in (
            ("system", [text("text", "Be brief.")]),
            ("user", [text("text", "Hi")]),
            ("assistant", parts),
            ("tool", [text("text", "noon")]),
        )
    ]  # fmt: skip
    thread: dict[str, Any] = {"id": "t", "title": "New Thread", "created": 1_700_000_000.5,
              "assistants": [{"id": "jan", "name": "Jan", "model": {"id": "*"}}]}  # fmt: skip
    [chat] = jan.read("\n".join(map(json.dumps, lines)), thread)
    assert said(chat) == [(None, False, "Hi"), ("0", True, "Hello\nand good morning.")]
    assert (chat.created, chat.messages[1].model) == (1_700_000_000.5, "")
    assert chat.system == "Be brief."
    thread["assistants"][0]["instructions"] = "Be kind."
    [chat] = jan.read("\n".join(map(json.dumps, lines)), thread)
    assert chat.system == "Be kind."


def test_jans_oldest_files_have_the_newest_message_first() -> None:
    [chat] = jan.read("\n".join(reversed(JAN.splitlines())), JAN_THREAD)
    assert [message.text for message in chat.messages] == ["Hi", "Hello"]


def test_a_message_of_jans_may_hold_what_else_ends_a_line() -> None:
    lines = JAN.replace("Hello", "Hello\u2028you\u0085there")
    [chat] = jan.read(lines, JAN_THREAD)
    assert [message.text for message in chat.messages] == ["Hi", "Hello\u2028you\u0085there"]


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


def test_what_else_lies_in_a_folder_keeps_nothing_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "conversations.json").write_text(json.dumps(CHATGPT))
    (tmp_path / "backup.json").mkdir()
    with suppress(OSError):  # Windows lets few make links
        (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(3 << 30)  # a hole that takes no room
    assert [chat.title for chat in read(tmp_path)] == ["Names"]


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
