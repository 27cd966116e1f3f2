"""Tool tips with what somebody wrote: Qt takes a tip for HTML where it looks like some."""

from __future__ import annotations

from html import escape


def plain_tip(text: str) -> str:
    """``text`` as a tool tip that shows it letter by letter."""
    if "<" not in text and "&" not in text:
        return text
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
