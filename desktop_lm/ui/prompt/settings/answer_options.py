"""How answers are made at present: one value that the quick row and the dialog both change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop_lm.tasks.prompt.answer_settings import AnswerSettings
    from desktop_lm.tasks.prompt.prompt import PromptInput


class AnswerOptions(QObject):
    """``changed`` follows each change. What was remembered is read when it is first needed: the
    window comes before it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, Any] = {}
        self._settings: AnswerSettings | None = None

    @property
    def settings(self) -> AnswerSettings:
        """The values."""
        if self._settings is None:
            from desktop_lm.tasks.prompt.answer_settings import DEFAULT

            self._settings = DEFAULT.changed(self._kept)
        return self._settings

    def change(self, **values: Any) -> None:
        """Set these; what makes no sense is brought within its limits or passed over."""
        after = self.settings.changed(values)
        if after != self.settings:
            self._settings = after
            self.changed.emit()

    def restore(self, values: Mapping[str, Any]) -> None:
        """Bring remembered values back; those that are missing stay as they are."""
        if self._settings is None:
            self._kept |= values
            self.changed.emit()
        else:
            self.change(**values)

    def replace(self, values: Mapping[str, Any]) -> None:
        """These values, and the program's own for those that are missing."""
        from desktop_lm.tasks.prompt.answer_settings import DEFAULT

        self.change(**DEFAULT.changed(values).to_json())

    def snapshot(self) -> dict[str, Any]:
        """The values to remember."""
        return dict(self._kept) if self._settings is None else self._settings.to_json()

    def prompt(self, text: str, begun: str = "") -> PromptInput:
        """The request for one answer; a random seed is drawn anew each time."""
        return _request(self.settings, text, begun)

    def prompt_with(self, values: Mapping[str, Any], text: str) -> PromptInput:
        """The same with other values than those at hand, and the program's own for those that are
        missing."""
        from desktop_lm.tasks.prompt.answer_settings import DEFAULT

        return _request(DEFAULT.changed(values), text)

    def set_apart(self) -> int:
        """How many values are not the program's own."""
        from desktop_lm.tasks.prompt.answer_settings import DEFAULT

        own, now = DEFAULT.to_json(), self.settings.to_json()
        return sum(now[name] != own[name] for name in own)


def _request(settings: AnswerSettings, text: str, begun: str = "") -> PromptInput:
    import secrets

    from desktop_lm.tasks.prompt.answer_settings import LAST_SEED, RANDOM_SEED

    seed = settings.seed
    seed = secrets.randbelow(LAST_SEED) if seed == RANDOM_SEED else seed
    return settings.prompt(text, seed, begun)
