"""Conversations of other programs, made here after the forms of their files."""

from __future__ import annotations

import json
import struct
from typing import Any


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

CLAUDE = [
    {
        "uuid": "u1",
        "name": "Salt",
        "created_at": "2025-05-01T10:00:00.000000Z",
        "account": {"uuid": "me"},
        "chat_messages": [
            {
                "uuid": "m1",
                "text": "Why salt?",
                "content": words("Why salt?"),
                "sender": "human",
                "created_at": "2025-05-01T10:00:01Z",
                "attachments": [],
            },
            {
                "uuid": "m2",
                "text": "It keeps.",
                "content": [
                    {"type": "thinking", "thinking": "Hm."},
                    *words("It keeps"),
                    {"type": "tool_use", "name": "search", "input": {}},
                    *words("fish."),
                ],
                "sender": "assistant",
                "created_at": "2025-05-01T10:00:02Z",
            },
        ],
    }
]
