"""JSON: everything, for a program to read."""

from __future__ import annotations

import json

from desktop_lm.documents.transcript import Transcript, Turn


def write(transcript: Transcript) -> bytes:
    """One object in UTF-8."""
    content = {
        "title": transcript.title,
        "created": transcript.created,
        "tags": list(transcript.tags),
        "messages": [_message(turn) for turn in transcript.turns],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _message(turn: Turn) -> dict[str, object]:
    message: dict[str, object] = {
        "role": "assistant" if turn.is_answer else "user",
        "speaker": turn.speaker,
        "text": turn.text,
        "created": turn.when,
        "about": dict(turn.about),
    }
    return {**message, "receipt": dict(turn.receipt)} if turn.receipt else message
