"""Claude's export: ``conversations.json``, each conversation a row of messages.

A message has its words in blocks, between what it thought and what tools said, and in older files
as one text. Where messages name the one they follow, as they do in a conversation with versions,
that is what they follow; else it is the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from desktop_lm.documents.chats.imported import (
    ImportedChat,
    ImportedMessage,
    NotThisFormat,
    key_of,
    seconds,
    text_in,
)

ORIGIN = "Claude"
_ROLES = {"human": False, "assistant": True}


def read(content: Any) -> Iterator[ImportedChat]:
    """The conversations of the file's JSON. Raises NotThisFormat."""
    chats = content if isinstance(content, list) else [content]
    if not chats or not all(isinstance(each, dict) and "chat_messages" in each for each in chats):
        raise NotThisFormat
    for chat in chats:
        told = chat["chat_messages"]
        messages = tuple(_messages(told if isinstance(told, list) else []))
        title, created = text_in(chat.get("name")), _moment(chat.get("created_at"))
        key = text_in(chat.get("uuid")) or key_of(title, chat.get("created_at"))
        yield ImportedChat(ORIGIN, key, title, created, messages)


def _messages(told: list[Any]) -> Iterator[ImportedMessage]:
    """What the two said; who follows an empty message follows the one above it."""
    kept: dict[str, str | None] = {}  # for each message the nearest that has words, upwards
    before: str | None = None
    for number, message in enumerate(told):
        if not isinstance(message, dict) or text_in(message.get("sender")) not in _ROLES:
            continue
        key = text_in(message.get("uuid")) or str(number)
        if key in kept:
            continue
        named = message.get("parent_message_uuid")
        above = kept.get(named) if isinstance(named, str) else before
        text = _text(message)
        if text.strip():
            is_answer, created = _ROLES[message["sender"]], _moment(message.get("created_at"))
            yield ImportedMessage(key, above, is_answer, text, created)
            above = key
        kept[key] = before = above


def _text(message: dict[str, Any]) -> str:
    blocks = message.get("content")
    texts = [
        text_in(block.get("text"))
        for block in (blocks if isinstance(blocks, list) else [])
        if isinstance(block, dict) and block.get("type") == "text"
    ]
    return "\n\n".join(filter(None, texts)) or text_in(message.get("text"))


def _moment(value: Any) -> float:
    """In seconds, of a time as ISO 8601 writes it; 0 where it is none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return 0.0
    if moment is None:
        return 0.0
    return seconds((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
