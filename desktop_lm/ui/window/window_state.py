"""How the window was left: size, theme, text size, models."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from desktop_lm.ui.look.theme import NORMAL_PERCENT, Scheme

MOST_RECENT = 8


@dataclass(slots=True)
class WindowState:
    """``geometry`` is Qt's own, in base 64; ``model`` the file opened last, "" for the starter
    model; ``recent`` the files opened before, the latest first."""

    geometry: str = ""
    tab: int = 0
    scheme: Scheme = Scheme.SYSTEM
    text_percent: int = NORMAL_PERCENT
    model: str = ""
    recent: list[str] = field(default_factory=list)
    announce: bool = True  # tell of long work that ended in the background
    read_ahead: bool = True  # have the model read what is still being written
    enter_sends: bool = False  # a prompt; Ctrl+Enter does in any case

    def remember_model(self, path: str) -> None:
        """``path`` was opened."""
        self.model = path
        self.recent = [path, *(other for other in self.recent if other != path)][:MOST_RECENT]

    def to_json(self) -> dict[str, Any]:
        """For the state file."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> WindowState:
        """From the state file; what is missing or makes no sense is left as at first."""
        state = cls()
        for name in ("geometry", "model"):
            if isinstance(text := values.get(name), str):
                setattr(state, name, text)
        for name in ("tab", "text_percent"):
            if isinstance(number := values.get(name), int):
                setattr(state, name, number)
        state.announce = values.get("announce") is not False
        state.read_ahead = values.get("read_ahead") is not False
        state.enter_sends = values.get("enter_sends") is True
        if values.get("scheme") in list(Scheme):
            state.scheme = Scheme(values["scheme"])
        if isinstance(recent := values.get("recent"), list):
            state.recent = [path for path in recent if isinstance(path, str)][:MOST_RECENT]
        return state
