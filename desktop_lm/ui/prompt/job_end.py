"""How an answer ended, for the page and for the history."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def note_of(event: JobChanged) -> str:
    """In words where that was not its own end, "" where it was."""
    if event.state is JobState.STOPPED:
        return translate("PromptTab", "Stopped")
    if event.state is JobState.FAILED:
        return translate("PromptTab", "Not finished")
    from desktop_lm.messages import StopReason
    from desktop_lm.tasks.prompt import PromptResult

    result = event.result
    if not isinstance(result, PromptResult):
        return ""
    if result.stop_reason is StopReason.LENGTH:
        return translate(
            "PromptTab", "Ended at the chosen length of {tokens} tokens. Options sets another."
        ).format(tokens=numbers.whole(result.tokens))
    if result.stop_reason is StopReason.CONTEXT:
        return translate("PromptTab", "Ended because the context is full")
    return ""


def figures_of(event: JobChanged) -> dict[str, Any]:
    """What the history keeps of how the answer came to be."""
    from desktop_lm.tasks.prompt import PromptResult

    result = event.result
    if not isinstance(result, PromptResult):
        return {}
    return {
        "tokens": result.tokens,
        "tokens_per_second": result.tokens_per_second,
        "stop_reason": result.stop_reason,
    }
