from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobState
from desktop_lm.ui.translation.as_you_type import LONGEST_TEXT
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.fake_runner import model_info
from tests.ui.hands import type_text
from tests.ui.translation.conftest import finish, known_to, segments_of, translate, updates_of


@pytest.fixture
def live(tab: TranslationTab) -> TranslationTab:
    tab.texts.live_switch.setChecked(True)
    tab.typing.stop()
    return tab


def wait_for_job(qtbot: QtBot, desk: Desk, number: int) -> int:
    qtbot.waitUntil(lambda: desk.runner.last == number, timeout=PATIENCE_MS)
    return number


def test_a_pause_translates_and_only_what_changed_is_asked_again(
    qtbot: QtBot, desk: Desk, live: TranslationTab
) -> None:
    type_text(live.box, "One fish. Two fish.")
    finish(desk, wait_for_job(qtbot, desk, 1))
    assert live.pane.text() == "ONE FISH. TWO FISH."

    type_text(live.box, " Three fish.")
    job = wait_for_job(qtbot, desk, 2)

    new = [text for text in segments_of(desk, job) if known_to(desk, job).find(text, "") is None]
    assert new == ["Three fish."]
    finish(desk, job)
    assert live.pane.text() == "ONE FISH. TWO FISH. THREE FISH."
    assert not live.typing.is_waiting


def test_the_newest_text_stops_the_one_at_work_and_takes_its_parts_over(
    qtbot: QtBot, desk: Desk, live: TranslationTab
) -> None:
    job = translate(desk, live, "One fish. Two fish.")
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, *updates_of(desk, job, str.upper)[:3])
    desk.deliver()

    type_text(live.box, " Three.")
    newest = wait_for_job(qtbot, desk, 2)

    assert desk.runner.cancelled == [job]
    assert known_to(desk, newest).find("One fish.", "") is not None
    assert known_to(desk, newest).find("Two fish.", "") is None
    desk.runner.change(job, JobState.STOPPED)
    finish(desk, newest)
    assert live.pane.text() == "ONE FISH. TWO FISH. THREE."


def test_what_is_translated_already_is_not_asked_for_and_an_empty_text_empties_the_page(
    qtbot: QtBot, desk: Desk, live: TranslationTab
) -> None:
    finish(desk, translate(desk, live, "One fish."))

    live.typing.paused.emit()
    assert desk.runner.last == 1

    live.box.selectAll()
    live.box.cut()
    live.typing.stop()
    live.typing.paused.emit()
    assert live.pane.text() == ""
    assert desk.runner.last == 1


def test_the_switch_is_remembered_and_keeps_the_program_quiet(
    qtbot: QtBot, desk: Desk, live: TranslationTab
) -> None:
    live.texts.live_switch.setChecked(False)
    type_text(live.box, "One fish.")
    assert not live.typing.is_waiting
    draft = live.snapshot()

    live.texts.live_switch.setChecked(True)
    live.restore(draft)

    assert not live.texts.live_switch.isChecked()
    assert not live.typing.is_waiting


def test_a_long_text_waits_to_be_asked_for_and_a_large_model_for_a_longer_pause(
    desk: Desk, live: TranslationTab
) -> None:
    live.box.set_text("word " * LONGEST_TEXT)
    assert not live.typing.is_waiting
    assert "long" in live.texts.live_switch.toolTip()

    before = live.typing.pause_ms
    info = model_info()
    live.typing.suit(replace(info, parameters=4_000_000_000))
    assert live.typing.pause_ms > before
