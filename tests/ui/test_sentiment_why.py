"""Why? on the Sentiment tab: asked only when wanted, told in the text and in a list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.tasks.sentiment.why import Part, Why, WhyTask
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.sentiment.sentiment_tab import SentimentTab
from tests.ui.conftest import Desk
from tests.ui.hands import click
from tests.ui.test_sentiment_tab import BAD, GOOD, TEXT, judge, tab, verdicts  # noqa: F401

ROOM, FOOD, COLD = TEXT.index("room"), TEXT.index("food"), TEXT.index("cold")
WHY = Why(
    BAD,
    (Part(ROOM, ROOM + 4, -0.2), Part(FOOD, FOOD + 4, 0.001), Part(COLD, COLD + 4, 0.9)),
)


def answer(desk: Desk, why: Why = WHY) -> None:
    job, (owner, _) = next(reversed(desk.runner.quiet.items()))
    desk.runner.emit(JobChanged(job, owner, JobState.DONE, "", None, why))
    desk.deliver()


def refuse(desk: Desk, state: JobState, error: AppError | None = None) -> None:
    job, (owner, _) = next(reversed(desk.runner.quiet.items()))
    desk.runner.emit(JobChanged(job, owner, state, "", error, None))
    desk.deliver()


def told(tab: SentimentTab) -> str:  # noqa: F811
    reasons = tab.why._list
    assert reasons is not None
    return reasons._heading.text()


def marked(tab: SentimentTab) -> list[str]:  # noqa: F811
    return [mark.cursor.selectedText() for mark in tab.box.extraSelections()]


def test_nothing_is_asked_before_the_button_is_pressed(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,  # noqa: F811
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    assert desk.runner.quiet == {}
    click(tab.why.button)
    ((_, factory),) = desk.runner.quiet.values()
    assert isinstance(desk.runner.made(factory), WhyTask)


def test_words_are_coloured_listed_and_found_again(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,  # noqa: F811
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    click(tab.why.button)
    assert not tab.view.list.isVisible()
    answer(desk)

    assert marked(tab) == ["room", "cold"]
    reasons = tab.why._list
    assert reasons is not None
    items = [reasons.list.item(row) for row in range(reasons.list.count())]
    spoken = [item.data(Qt.ItemDataRole.AccessibleTextRole) for item in items]
    assert spoken == [
        "cold: for it: 59% less likely without",
        "room: against it: 22% likelier without",
    ]
    reasons.list.setCurrentRow(0)
    assert tab.box.textCursor().selectedText() == "cold"

    click(tab.why.button)
    assert marked(tab) == []
    assert tab.view.list.isVisible()
    assert not reasons.isVisible()


def test_another_text_takes_the_reasons_away(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,  # noqa: F811
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    click(tab.why.button)
    answer(desk)
    tab.box.replace_text("Something else")

    assert marked(tab) == []
    assert not tab.why.button.isChecked()


def test_why_it_cannot_be_found_out_is_told(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,  # noqa: F811
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    click(tab.why.button)
    assert told(tab) == "Leaving out one word after the other…"
    refuse(desk, JobState.FAILED, AppError(Code.NO_MODEL))
    assert told(tab) == sentence(AppError(Code.NO_MODEL))
    click(tab.why.button)
    click(tab.why.button)
    refuse(desk, JobState.STOPPED)
    assert not tab.why.button.isChecked()
    assert tab.view.list.isVisible()


def test_reasons_for_another_verdict_than_is_shown_are_called_so(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,  # noqa: F811
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    click(tab.why.button)
    answer(desk)
    assert told(tab) == "What speaks for “Negative”, and what against"
    click(tab.why.button)
    click(tab.why.button)
    answer(desk, replace(WHY, verdict=GOOD))
    assert told(tab) == (
        "Judged anew the text is “Positive”: what speaks for that, and what against"
    )
    click(tab.why.button)
    click(tab.why.button)
    answer(desk, replace(WHY, verdict=GOOD, is_whole=False))
    assert told(tab) == (
        "What speaks for “Positive” in the beginning of the text, and what against"
    )


def asked_of_profile(desk: Desk) -> AppError:
    """What becomes of Why where its profile is not there."""
    _, factory = next(reversed(desk.runner.quiet.values()))
    with pytest.raises(AppError) as caught:
        desk.runner.made(factory)
    return caught.value


def test_reasons_are_of_the_profile_that_judged_and_not_of_one_chosen_later(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,  # noqa: F811
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    tab.profiles.choose("tickets")
    failed = judge(qtbot, desk, tab)
    desk.runner.change(failed, JobState.FAILED, error=AppError(Code.PROFILE_MISSING))
    desk.deliver()
    click(tab.why.button)
    _, factory = next(reversed(desk.runner.quiet.values()))
    assert isinstance(desk.runner.made(factory), WhyTask)


def test_after_a_restart_reasons_are_still_of_the_profile_that_judged(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,  # noqa: F811
) -> None:
    tab.profiles.choose("tickets")
    verdicts(desk, judge(qtbot, desk, tab))
    draft = tab.snapshot()
    tab.profiles.choose("")
    verdicts(desk, judge(qtbot, desk, tab))
    tab.restore(draft)
    click(tab.why.button)
    assert asked_of_profile(desk).code is Code.PROFILE_MISSING
