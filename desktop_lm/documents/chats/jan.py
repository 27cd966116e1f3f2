"""Jan's threads: a folder with ``thread.json`` and ``messages.jsonl``, one message a line.

The lines are in the order of the conversation but in the oldest files, which have the newest first;
times are seconds or milliseconds, and 0 where Jan did not set them. The content is a list of texts,
of reasonings, pictures and calls of tools; only texts are taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from desktop_lm.documents.chats.imported import (
    ImportedChat,
    NotThisFormat,
    chain,
    seconds,
    text_in,
    without_thoughts,
)

ORIGIN = "Jan"


def read(lines: str, thread: Any) -> Iterator[ImportedChat]:
    """The conversation of the text of ``messages.jsonl``; ``thread`` is the JSON beside it, or
    None. Raises NotThisFormat."""
    messages = list(_messages(lines))
    if not messages or not all("thread_id" in message for message in messages):
        raise NotThisFormat
    about = thread if isinstance(thread, dict) else {}
    model = _model(about)
    times = [seconds(message.get("created_at")) for message in messages]
    told = messages
    if all(times):
        told = sorted(messages, key=lambda message: seconds(message.get("created_at")))
    kept = chain(
        (
            message.get("role") == "assistant",
            without_thoughts(_words(message.get("content"))),
            seconds(message.get("created_at")),
            model if message.get("role") == "assistant" else "",
        )
        for message in told
        if message.get("role") in ("user", "assistant")
    )
    created = seconds(about.get("created")) or (kept[0].created if kept else 0.0)
    key = text_in(messages[0]["thread_id"])
    system = text_in(_assistant(about).get("instructions")) or next(
        (_words(each.get("content")) for each in told if each.get("role") == "system"), ""
    )
    yield ImportedChat(ORIGIN, key, text_in(about.get("title")), created, kept, system=system)


def _messages(lines: str) -> Iterator[dict[str, Any]]:
    for line in lines.split("\n"):  # JSON may hold what else ends a line
        if line.strip():
            try:
                message = json.loads(line)
            except (ValueError, RecursionError):
                continue  # cut off where Jan ended in the middle of it
            if not isinstance(message, dict):
                raise NotThisFormat
            yield message


def _words(content: Any) -> str:
    """The texts of a message's parts."""
    if not isinstance(content, list):
        return text_in(content)
    texts = []
    for part in content:
        is_text = isinstance(part, dict) and part.get("type", "text") == "text"
        text = part.get("text") if is_text else None
        texts.append(text_in(text.get("value")) if isinstance(text, dict) else text_in(text))
    return "\n".join(text for text in texts if text)


def _model(thread: dict[str, Any]) -> str:
    model = _assistant(thread).get("model")
    name = text_in(model.get("id")) if isinstance(model, dict) else ""
    return "" if name == "*" else name  # what Jan writes while no model is chosen


def _assistant(thread: dict[str, Any]) -> dict[str, Any]:
    """Who answers, and how."""
    assistants = thread.get("assistants")
    first = assistants[0] if isinstance(assistants, list) and assistants else None
    return first if isinstance(first, dict) else {}
