"""Conversations of other programs: what is read of each form."""

from __future__ import annotations

import json
from typing import Any

from desktop_lm.documents.chats import chatgpt, claude, gpt4all, jan, lm_studio
from desktop_lm.documents.chats.imported import ImportedChat
from tests.support.chat_files import (
    CHATGPT,
    CLAUDE,
    GPT4ALL,
    JAN,
    JAN_THREAD,
    LM_STUDIO,
    node,
    words,
)


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


def test_claude_has_the_words_between_thoughts_and_tools() -> None:
    [chat] = claude.read(CLAUDE)
    assert (chat.origin, chat.key, chat.title, chat.created) == ("Claude", "u1", "Salt", 1746093600)
    assert said(chat) == [(None, False, "Why salt?"), ("m1", True, "It keeps\n\nfish.")]
    assert chat.messages[1].created == 1746093602


def test_claude_has_versions_where_messages_name_what_they_follow() -> None:
    told = [
        {"uuid": key, "parent_message_uuid": above, "sender": sender, "text": text}
        for key, above, sender, text in (
            ("q", "0000", "human", "Why?"),
            ("empty", "q", "assistant", ""),
            ("a", "empty", "assistant", "So."),
            ("b", "q", "assistant", "Because."),
            ("r", "a", "human", "Thanks"),
        )
    ]
    [chat] = claude.read({"chat_messages": told})
    above = {message.key: message.parent for message in chat.messages}
    assert above == {"q": None, "a": "q", "b": "q", "r": "a"}
