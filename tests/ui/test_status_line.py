"""What stands at the bottom of the window stays where it is."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from desktop_lm.jobs.events import EngineMemory, JobChanged, JobState
from desktop_lm.messages import StopReason
from desktop_lm.tasks.context_use import ContextUse
from desktop_lm.tasks.prompt.prompt import PromptResult
from tests.ui.conftest import Desk


def test_figures_that_grow_keep_their_place(desk: Desk) -> None:
    window, runner = desk.window, desk.runner
    gauges = (window.status_line._memory, window.status_line._context_gauge)
    window.resize(window.theme.px(1000), 600)
    QApplication.processEvents()
    runner.emit(EngineMemory(resident=9_000_000, private=4_000_000))
    desk.deliver()
    assert [gauge.text for gauge in gauges] == ["9 MB", "Context 0 / 4,096"]
    before = [(gauge.sizeHint(), gauge.minimumSizeHint()) for gauge in gauges]

    window.prompt.composer.box.set_text("Hello")
    window.prompt.start()
    ended = PromptResult("", 97, 50.0, StopReason.LENGTH, context_used=4000)
    runner.change(runner.last, JobState.DONE, result=ended)
    runner.emit(EngineMemory(resident=186_000_000, private=88_000_000))
    desk.deliver()

    assert [gauge.text for gauge in gauges] == ["186 MB", "Context 4,000 / 4,096"]
    assert [(gauge.sizeHint(), gauge.minimumSizeHint()) for gauge in gauges] == before


def test_the_context_is_that_of_the_conversation_one_sees(desk: Desk) -> None:
    window, runner = desk.window, desk.runner
    gauge = window.status_line._context_gauge
    window.prompt.composer.box.set_text("Hello")
    window.prompt.start()
    ended = PromptResult("", 97, 50.0, StopReason.LENGTH, context_used=245)
    runner.change(runner.last, JobState.DONE, result=ended)
    desk.deliver()
    assert gauge.text == "Context 245 / 4,096"

    window.prompt.clear()
    window.prompt.context.count()
    job = next(reversed(runner.quiet))
    counted = ContextUse(31, 0, 0, 512, 4096)
    runner.emit(JobChanged(job, runner.quiet[job][0], JobState.DONE, result=counted))
    desk.deliver()

    assert gauge.text == "Context 31 / 4,096"
    assert "31 of the 4,096 tokens" in gauge._meter.accessibleDescription()
