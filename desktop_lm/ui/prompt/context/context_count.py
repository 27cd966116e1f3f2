"""How much of the context is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_lm.jobs.events import Event, JobChanged, JobOutput

if TYPE_CHECKING:
    from desktop_lm.tasks.context_use import ContextUse


class ContextCount:
    """Tokens that the conversation takes: the last prompt and its answer while one is written,
    else what would be sent now. ``size`` is all there is room for."""

    def __init__(self) -> None:
        self.size = 0
        self._prompt = 0
        self._answer = 0

    @property
    def used(self) -> int:
        """Prompt and answer together. The last token of an answer that ended because all is full
        has no place any more."""
        return min(self._prompt + self._answer, self.size)

    def take(self, use: ContextUse) -> None:
        """Take in what would be sent now."""
        self._prompt, self._answer = use.used, 0

    def follow(self, event: Event) -> None:
        """Take in an event."""
        if not isinstance(event, JobOutput | JobChanged):
            return
        from desktop_lm.tasks.prompt.prompt import PromptRead, PromptResult, TextAdded

        if isinstance(event, JobOutput):
            if isinstance(event.update, PromptRead):
                self._prompt, self._answer = event.update.total, 0
            elif isinstance(event.update, TextAdded):
                self._answer = event.update.tokens
        elif isinstance(event.result, PromptResult):
            self._answer = event.result.tokens
            self._prompt = event.result.context_used - event.result.tokens
