"""ChatGPT's export: ``conversations.json``, each conversation a tree of messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop_lm.documents.chats.imported import (
    ImportedChat,
    ImportedMessage,
    NotThisFormat,
    key_of,
    seconds,
    text_in,
)

ORIGIN = "ChatGPT"


def read(content: Any) -> Iterator[ImportedChat]:
    """The conversations of the file's JSON. Raises NotThisFormat."""
    chats = content if isinstance(content, list) else [content]
    if not chats or not all(isinstance(each, dict) and "mapping" in each for each in chats):
        raise NotThisFormat
    for chat in chats:
        nodes = chat["mapping"]
        if isinstance(nodes, dict):
            messages = tuple(_messages(nodes))
            key = text_in(chat.get("conversation_id")) or text_in(chat.get("id"))
            yield ImportedChat(
                ORIGIN,
                key or key_of(chat.get("title"), chat.get("create_time")),
                text_in(chat.get("title")),
                seconds(chat.get("create_time")),
                messages,
                _kept_at(nodes, chat.get("current_node"), {m.key for m in messages}) or "",
            )


def _messages(nodes: dict[str, Any]) -> Iterator[ImportedMessage]:
    """What the two said, parents first; other nodes are passed over, not what hangs below them."""
    roots = [key for key, node in nodes.items() if _parent(node) not in nodes]
    waiting: list[tuple[str, str | None]] = [(key, None) for key in reversed(roots)]
    seen: set[str] = set()
    while waiting:
        key, above = waiting.pop()
        if key in seen or not isinstance(node := nodes.get(key), dict):
            continue
        seen.add(key)
        message = _message(key, above, node.get("message"))
        if message is not None:
            yield message
            above = key
        children = node.get("children")
        below = children if isinstance(children, list) else []
        waiting += [(child, above) for child in reversed(below) if isinstance(child, str)]


def _message(key: str, above: str | None, message: Any) -> ImportedMessage | None:
    if not isinstance(message, dict):
        return None
    author, content, about = (_part(message, name) for name in ("author", "content", "metadata"))
    role, text = author.get("role"), _text(content)
    hidden = about.get("is_visually_hidden_from_conversation") is True
    if role not in ("user", "assistant") or not text.strip() or hidden:
        return None
    return ImportedMessage(
        key,
        above,
        role == "assistant",
        text,
        seconds(message.get("create_time")),
        text_in(about.get("model_slug")),
    )


def _text(content: dict[str, Any]) -> str:
    """The words, spoken ones too; pictures and what tools said are left out."""
    if content.get("content_type") not in ("text", "multimodal_text", None):
        return ""
    parts = content.get("parts")
    return "\n".join(filter(None, map(_words, parts if isinstance(parts, list) else [])))


def _words(part: Any) -> str:
    if isinstance(part, dict) and part.get("content_type") == "audio_transcription":
        return text_in(part.get("text"))
    return text_in(part)


def _kept_at(nodes: dict[str, Any], key: Any, kept: set[str]) -> str | None:
    """The nearest message that was kept, from ``key`` upwards."""
    seen: set[str] = set()
    while isinstance(key, str) and key in nodes and key not in seen:
        if key in kept:
            return key
        seen.add(key)
        key = _parent(nodes[key])
    return None


def _parent(node: Any) -> Any:
    return node.get("parent") if isinstance(node, dict) else None


def _part(values: dict[str, Any], name: str) -> dict[str, Any]:
    part = values.get(name)
    return part if isinstance(part, dict) else {}
