"""LM Studio's conversations: ``*.conversation.json``, with the versions of each message.

A message is a list of versions, of which one was looked at last. A version has its content at once
(``singleStep``) or in steps (``multiStep``): blocks of text, of thoughts, of calls of tools and of
what they gave. Only texts are taken, and of these not the marks around thoughts (``isStructural``).
Older files have the messages themselves in place of versions. The instructions of a conversation
stand beside its messages, among its settings, or are a message of the system's.
"""

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
    without_thoughts,
)

ORIGIN = "LM Studio"
_ROLES = ("user", "assistant")
_SYSTEM_FIELD = "llm.prediction.systemPrompt"


def read(content: Any) -> Iterator[ImportedChat]:
    """The conversation of the file's JSON. Raises NotThisFormat."""
    if not isinstance(content, dict) or not isinstance(content.get("messages"), list):
        raise NotThisFormat
    places = [_versions(message) for message in content["messages"]]
    if not any("role" in version for _, versions in places for version in versions):
        raise NotThisFormat
    created = seconds(content.get("createdAt"))
    messages: list[ImportedMessage] = []
    above: str | None = None
    for number, (chosen, versions) in enumerate(places):
        told = {
            place: f"{number}.{place}"
            for place, version in enumerate(versions)
            if version.get("role") in _ROLES and _text(version).strip()
        }
        for place, key in told.items():
            version = versions[place]
            is_answer = version["role"] == "assistant"
            model = _model(version, content) if is_answer else ""
            messages.append(ImportedMessage(key, above, is_answer, _text(version), created, model))
        above = told.get(chosen, next(reversed(told.values()), above))
    title = text_in(content.get("name"))
    first = messages[0].text if messages else ""
    key = key_of(content.get("createdAt"), first)
    system = _instructions(content, places)
    yield ImportedChat(ORIGIN, key, title, created, tuple(messages), above or "", system)


def _instructions(content: dict[str, Any], places: list[tuple[int, list[dict[str, Any]]]]) -> str:
    """The first of the places that says something."""
    config = content.get("perChatPredictionConfig")
    fields = config.get("fields") if isinstance(config, dict) else None
    found = [text_in(content.get("systemPrompt"))]
    found += [
        text_in(each.get("value"))
        for each in (fields if isinstance(fields, list) else [])
        if isinstance(each, dict) and each.get("key") == _SYSTEM_FIELD
    ]
    found += [
        _text(versions[chosen])
        for chosen, versions in places
        if versions and versions[chosen].get("role") == "system"
    ]
    return next((text for text in found if text.strip()), "")


def _versions(message: Any) -> tuple[int, list[dict[str, Any]]]:
    """The number of the version one looked at last, and all of them."""
    if not isinstance(message, dict):
        return 0, []
    versions = message.get("versions")
    if not isinstance(versions, list) or not versions:
        return 0, [message]
    number = message.get("currentlySelected", 0)
    inside = isinstance(number, int) and 0 <= number < len(versions)
    found = [version if isinstance(version, dict) else {} for version in versions]
    return number if inside else len(found) - 1, found


def _text(message: dict[str, Any]) -> str:
    """The words of a message in one step, or of its steps."""
    steps = message.get("steps")
    if not isinstance(steps, list):
        return without_thoughts(_words(message.get("content")))
    parts = [_words(step.get("content")) for step in steps if _is_said(step)]
    return without_thoughts("\n\n".join(part for part in parts if part.strip()))


def _is_said(step: Any) -> bool:
    """Whether a step is a part of the answer, and no thought, no tool's and no note of the
    program's."""
    if not isinstance(step, dict) or step.get("type", "contentBlock") != "contentBlock":
        return False
    style = step.get("style")
    return not (isinstance(style, dict) and style.get("type") == "thinking") and not step.get(
        "roleOverride"
    )


def _words(content: Any) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    parts = (part for part in content if isinstance(part, dict) and not part.get("isStructural"))
    return "".join(text_in(part.get("text")) for part in parts)


def _model(version: dict[str, Any], content: dict[str, Any]) -> str:
    """Who answered: the version says so, or the conversation says who was asked last."""
    for holder, field, name in (
        (version, "senderInfo", "senderName"),
        (content, "lastUsedModel", "identifier"),
    ):
        found = holder.get(field)
        if isinstance(found, dict) and (told := text_in(found.get(name))):
            return told
    return ""
