"""LM Studio's conversations: ``*.conversation.json``, with versions of each message.

Of a message that was written anew the version chosen last is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desktop_lm.documents.chats.imported import (
    ImportedChat,
    NotThisFormat,
    chain,
    key_of,
    seconds,
    text_in,
)

ORIGIN = "LM Studio"


def read(content: Any) -> Iterator[ImportedChat]:
    """The conversation of the file's JSON. Raises NotThisFormat."""
    if not isinstance(content, dict) or not isinstance(content.get("messages"), list):
        raise NotThisFormat
    chosen = [_chosen(message) for message in content["messages"]]
    if not any("role" in message for message in chosen):
        raise NotThisFormat
    created = seconds(content.get("createdAt"))
    messages = chain(
        (message["role"] == "assistant", _text(message), created, _model(message))
        for message in chosen
        if message.get("role") in ("user", "assistant")
    )
    title = text_in(content.get("name"))
    first = messages[0].text if messages else ""
    yield ImportedChat(ORIGIN, key_of(content.get("createdAt"), first), title, created, messages)


def _chosen(message: Any) -> dict[str, Any]:
    """The version one looked at last; older files have the message itself."""
    if not isinstance(message, dict):
        return {}
    versions = message.get("versions")
    if not isinstance(versions, list) or not versions:
        return message
    number = message.get("currentlySelected", 0)
    inside = isinstance(number, int) and 0 <= number < len(versions)
    version = versions[number if inside else -1]
    return version if isinstance(version, dict) else {}


def _text(message: dict[str, Any]) -> str:
    """The words of a message in one step, or of its steps; what it thought before is left out."""
    steps = message.get("steps")
    if not isinstance(steps, list):
        return _words(message.get("content"))
    parts = []
    for step in steps:
        is_answer = isinstance(step, dict) and step.get("type", "contentBlock") == "contentBlock"
        style = step.get("style") if is_answer else None
        thinking = isinstance(style, dict) and style.get("type") == "thinking"
        if is_answer and not thinking:
            parts.append(_words(step.get("content")))
    return "\n\n".join(part for part in parts if part.strip())


def _words(content: Any) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = (text_in(part.get("text")) for part in content if isinstance(part, dict))
    return "".join(texts)


def _model(message: dict[str, Any]) -> str:
    sender = message.get("senderInfo")
    return text_in(sender.get("senderName")) if isinstance(sender, dict) else ""
