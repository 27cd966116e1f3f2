"""Markdown: answers as the model wrote them, below the names of who speaks."""

from __future__ import annotations

from desktop_lm.documents.transcript import Transcript
from desktop_lm.documents.writers.plain import receipt_text


def write(transcript: Transcript) -> bytes:
    """The transcript in UTF-8."""
    parts = [f"# {transcript.title}"]
    for turn in transcript.turns:
        parts += [f"## {turn.speaker}", _closed(turn.text.strip("\n"))]
        if turn.receipt:
            parts += [f"### {transcript.receipt_label}", f"```json\n{receipt_text(turn)}\n```"]
    return ("\n\n".join(parts) + "\n").encode()


def _closed(text: str) -> str:
    """``text``, with an end of the code that an answer was broken off in: all that follows would be
    read as code."""
    if "```" not in text and "~~~" not in text:
        return text
    from markdown_it import MarkdownIt

    last = MarkdownIt("commonmark").parse(f"{text}\n\n# Next")[-1]
    return f"{text}\n{last.markup}" if last.type == "fence" else text
