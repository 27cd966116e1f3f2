"""What the Prompt tab remembers from one start to the next."""

from __future__ import annotations

from typing import Any

from desktop_lm.ui.prompt.dialogue import Dialogue
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.open_conversation import OpenConversation
from desktop_lm.ui.prompt.prompt_parts import PromptParts
from desktop_lm.ui.storage.history_desk import HistoryDesk

_MOST_KEPT = 100  # exchanges


def snapshot(parts: PromptParts, dialogue: Dialogue) -> dict[str, Any]:
    """Box, page and options."""
    return {
        "text": parts.composer.box.text(),
        # What the history has comes from there; the draft is for where it cannot be written.
        "page": [exchange.to_json() for exchange in dialogue.exchanges[-_MOST_KEPT:]],
        "conversation": dialogue.conversation.number,
        "options": parts.composer.snapshot(),
        "history_hidden": parts.side.is_closed,
    }


def restore(
    draft: dict[str, Any], parts: PromptParts, dialogue: Dialogue, history: HistoryDesk
) -> None:
    """Bring it back; what is missing or something else is passed over."""
    if isinstance(text := draft.get("text"), str):
        parts.composer.box.set_text(text)
    if isinstance(options := draft.get("options"), dict):
        parts.composer.restore(options)
    parts.side.close_side(closed=draft.get("history_hidden") is True)
    page = draft.get("page")
    found = map(Exchange.from_json, page) if isinstance(page, list) else ()
    exchanges = [exchange for exchange in found if exchange]
    number = draft.get("conversation")
    number = number if isinstance(number, int) and number > 0 else 0
    if exchanges or number:
        dialogue.show(OpenConversation(history, number, exchanges))
