"""Conversations of other programs come into the history while the window works on."""

from __future__ import annotations

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.ui.background import Background
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.storage import importing
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.window.banner import Banner
from tests.ui.conftest import PATIENCE_MS

MANY = 60


def test_a_long_import_keeps_nothing_else_waiting(
    tmp_path: Path, qtbot: QtBot, theme: Theme
) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([_chat(number) for number in range(MANY)]))
    history = HistoryDesk(paths.history_file())
    banner = Banner(theme)
    qtbot.addWidget(banner)
    background = Background(banner, threads=1)
    counts: list[int] = []

    def look(count: int = 0) -> None:
        counts.append(count)
        if not banner.sentence:
            history.ask(lambda opened: len(opened.conversations(limit=MANY)), look)

    importing.take_in(path, background, history, banner)
    look()
    qtbot.waitUntil(lambda: bool(banner.sentence), timeout=PATIENCE_MS)

    assert banner.sentence == f"Conversations added: {MANY}. Already here: 0."
    assert any(0 < count < MANY for count in counts), "what is asked meanwhile is answered"
    background.close()
    history.close()


def _chat(number: int) -> dict[str, object]:
    message = {"author": {"role": "user"}, "content": {"parts": [f"Question {number}"]}}
    return {
        "title": f"Chat {number}",
        "conversation_id": str(number),
        "create_time": float(number),
        "mapping": {"a": {"message": message, "parent": None, "children": []}},
    }
