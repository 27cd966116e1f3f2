"""Markdown: answers as the model wrote them, below the names of who speaks."""

from __future__ import annotations

from desktop_lm.documents.markdown import with_code_ended
from desktop_lm.documents.transcript import Transcript
from desktop_lm.documents.writers.plain import receipt_text


def write(transcript: Transcript) -> bytes:
    """The transcript in UTF-8."""
    parts = [f"# {transcript.title}"]
    for turn in transcript.turns:
        parts += [f"## {turn.speaker}", with_code_ended(turn.text.strip("\n"))]
        if turn.receipt:
            parts += [f"### {transcript.receipt_label}", f"```json\n{receipt_text(turn)}\n```"]
    return ("\n\n".join(parts) + "\n").encode()
