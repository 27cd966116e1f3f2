"""Asks in the Prompt tab, and answers as the model would."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop_lm.jobs.events import JobState
from desktop_lm.messages import Count, Generate, StopReason
from desktop_lm.tasks.prompt.prompt import PromptRead, PromptResult, PromptTask, TextAdded
from tests.ui.conftest import Desk
from tests.ui.hands import CONTROL, press, type_text


def ask(desk: Desk, text: str) -> int:
    """Type and press Ctrl+Enter; the job's number comes back."""
    box = desk.window.prompt.composer.box
    type_text(box, text)
    press(box, Qt.Key.Key_Return, CONTROL)
    return desk.runner.last


def answer(desk: Desk, job: int, *texts: str) -> None:
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, PromptRead(3, 3, 0))
    desk.runner.output(job, *(TextAdded(text, 1, 50.0) for text in texts))
    desk.deliver()


def finish(desk: Desk, job: int, reason: StopReason = StopReason.END) -> None:
    desk.runner.change(job, JobState.DONE, result=PromptResult("", 2, 50.0, reason, context_used=5))
    desk.deliver()


def request_of(desk: Desk, job: int) -> Generate:
    task = desk.runner.task(job)
    assert isinstance(task, PromptTask)
    request = task.next_request(1)
    assert isinstance(request, Generate)
    return request


def prompt_of(desk: Desk, job: int) -> str:
    """All the text that goes to the model, in a model without a template."""
    task = desk.runner.task(job)
    assert isinstance(task, PromptTask)
    request = task.next_request(1)
    assert isinstance(request, Generate | Count)
    return "".join(part.text for part in request.parts)
