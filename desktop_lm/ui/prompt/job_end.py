"""How an answer ended, for the page and for the history."""

from __future__ import annotations

from collections.abc import Mapping
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
    from desktop_lm.tasks.prompt.prompt import PromptResult

    result = event.result
    if not isinstance(result, PromptResult):
        return ""
    return _ended_words(result.stop_reason, result.tokens, cut_off=result.cut_off)


def kept_note(about: Mapping[str, Any]) -> str:
    """The same of an answer that came to its end, from what the history knows about it."""
    reason, tokens = about.get("stop_reason"), about.get("tokens")
    if not isinstance(reason, str) or not isinstance(tokens, int):
        return ""
    return _ended_words(reason, tokens, cut_off=about.get("cut_off") is True)


def _ended_words(reason: str, tokens: int, *, cut_off: bool) -> str:
    return _cut_words(reason, tokens) if cut_off else _limit_words(reason, tokens)


def _limit_words(reason: str, tokens: int) -> str:
    from desktop_lm.messages import StopReason

    if reason == StopReason.LENGTH:
        return numbers.counted(
            tokens,
            translate(
                "PromptTab", "Ended at the chosen length of {count} token. Options sets another."
            ),
            translate(
                "PromptTab", "Ended at the chosen length of {count} tokens. Options sets another."
            ),
        )
    if reason == StopReason.CONTEXT:
        return translate("PromptTab", "Ended because the context is full")
    return ""


def _cut_words(reason: str, tokens: int) -> str:
    """An answer that had to keep to a form and is not whole."""
    from desktop_lm.messages import StopReason

    if reason == StopReason.LENGTH:
        return numbers.counted(
            tokens,
            translate(
                "PromptTab",
                "Cut off at the chosen length of {count} token: the answer is not whole and may "
                "not be valid. Options sets another length.",
            ),
            translate(
                "PromptTab",
                "Cut off at the chosen length of {count} tokens: the answer is not whole and may "
                "not be valid. Options sets another length.",
            ),
        )
    return translate("PromptTab", "Cut off: the answer is not whole and may not be valid.")


def figures_of(event: JobChanged) -> dict[str, Any]:
    """What the history keeps of how the answer came to be."""
    from desktop_lm.tasks.prompt.prompt import PromptResult

    result = event.result
    if not isinstance(result, PromptResult):
        return {}
    figures = {
        "tokens": result.tokens,
        "tokens_per_second": result.tokens_per_second,
        "stop_reason": result.stop_reason,
    }
    return {**figures, "cut_off": True} if result.cut_off else figures
