"""Why? on the Sentiment tab: asked only when wanted, told in the text and in a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.tasks.sentiment.why import Part, Why, WhyTask
from desktop_lm.ui.sentiment.sentiment_tab import SentimentTab
from tests.ui.conftest import Desk
from tests.ui.hands import click
from tests.ui.test_sentiment_tab import BAD, TEXT, judge, tab, verdicts  # noqa: F401

ROOM, FOOD, COLD = TEXT.index("room"), TEXT.index("food"), TEXT.index("cold")
WHY = Why(
    BAD,
    (Part(ROOM, ROOM + 4, -0.2), Part(FOOD, FOOD + 4, 0.001), Part(COLD, COLD + 4, 0.9)),
)


def answer(desk: Desk) -> None:
    job, (owner, _) = next(reversed(desk.runner.quiet.items()))
    desk.runner.emit(JobChanged(job, owner, JobState.DONE, "", None, WHY))
    desk.deliver()


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
