from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.one_text import SentencesScored, SentenceVerdict, TextScored
from desktop_lm.ui.sentiment.sentiment_tab import SentimentTab
from desktop_lm.ui.sentiment.verdict_words import verdict_sentence
from tests.ui.conftest import Desk
from tests.ui.hands import CONTROL, button_in, click, press, type_text

GOOD = Verdict((0.92, 0.05, 0.03), unsure=False)
BAD = Verdict((0.10, 0.12, 0.78), unsure=False)
UNCLEAR = Verdict((0.35, 0.33, 0.32), unsure=True)
TEXT = "A 🎈 lovely room. The food was cold."


@pytest.fixture
def tab(desk: Desk) -> SentimentTab:
    desk.window.open_tab(1)
    return desk.window.sentiment


def judge(qtbot: QtBot, desk: Desk, tab: SentimentTab, text: str = TEXT) -> int:
    tab.box.set_text(text)
    press(tab.box, Qt.Key.Key_Return, CONTROL)
    return desk.runner.last


def verdicts(desk: Desk, job: int) -> None:
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, TextScored(0, BAD))
    cut = TEXT.index("The")
    desk.runner.output(
        job,
        SentencesScored(0, (SentenceVerdict(0, cut - 1, GOOD),)),
        SentencesScored(0, (SentenceVerdict(cut, len(TEXT), UNCLEAR),)),
    )
    desk.runner.change(job, JobState.DONE)
    desk.deliver()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (GOOD, "Positive, 92%"),
        (BAD, "Rather negative, 78%"),
        (UNCLEAR, "Unsure: perhaps positive, 35%"),
        (Verdict((0.1, 0.8, 0.1), unsure=False), "Rather neutral, 80%"),
    ],
)
def test_a_verdict_is_one_sentence(desk: Desk, verdict: Verdict, words: str) -> None:
    assert verdict_sentence(verdict) == words


def test_text_and_sentences_get_their_verdicts(qtbot: QtBot, desk: Desk, tab: SentimentTab) -> None:
    verdicts(desk, judge(qtbot, desk, tab))

    assert tab.view._sentence.text() == "Rather negative, 78%"
    rows = tab.view.list.sentences.rows
    assert [(row.text, row.verdict) for row in rows] == [
        ("A 🎈 lovely room.", GOOD),
        ("The food was cold.", UNCLEAR),
    ]


def test_probabilities_are_told_in_words_to_who_cannot_see_them(
    qtbot: QtBot, desk: Desk, tab: SentimentTab
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))

    assert tab.view._bar.accessibleDescription() == "Positive 10%, Neutral 12%, Negative 78%"
    model = tab.view.list.sentences
    spoken = model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Unsure 35%: The food was cold."


def test_a_sentence_that_is_clicked_is_selected_in_the_text(
    qtbot: QtBot, desk: Desk, tab: SentimentTab
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    view = tab.view.list
    place = view.visualRect(view.sentences.index(1)).center()

    click(view.viewport(), place)

    assert tab.box.textCursor().selectedText() == "The food was cold."


def test_a_changed_text_is_told_from_the_judged_one(
    qtbot: QtBot, desk: Desk, tab: SentimentTab
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    assert tab.view._stale.isHidden()

    type_text(tab.box, "!")
    assert not tab.view._stale.isHidden()

    press(tab.box, Qt.Key.Key_Z, CONTROL)
    assert tab.view._stale.isHidden()


def test_a_failed_job_leaves_the_verdicts_before_it(
    qtbot: QtBot, desk: Desk, tab: SentimentTab
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    job = judge(qtbot, desk, tab, "Another text.")

    desk.runner.change(job, JobState.RUNNING)
    desk.runner.change(job, JobState.FAILED, error=AppError(Code.ENGINE_CRASHED, reason="x"))
    desk.deliver()

    assert tab.view._sentence.text() == "Rather negative, 78%"
    assert tab.banner.sentence.startswith("The engine stopped by itself")


def test_an_empty_text_gets_one_sentence(qtbot: QtBot, desk: Desk, tab: SentimentTab) -> None:
    click(tab.judge_button)

    assert desk.runner.last == 0
    assert tab.banner.sentence
    assert tab.box.hasFocus()


def test_the_example_is_judged_at_once(qtbot: QtBot, desk: Desk, tab: SentimentTab) -> None:
    click(button_in(tab, "Try an example"))

    assert desk.runner.owners == {1: "sentiment"}
    assert tab.box.text()


def test_copy_gives_lines_of_text(qtbot: QtBot, desk: Desk, tab: SentimentTab) -> None:
    verdicts(desk, judge(qtbot, desk, tab))

    click(tab.view.copy_button)

    assert QGuiApplication.clipboard().text().splitlines() == [
        "Rather negative, 78% (Positive 10%, Neutral 12%, Negative 78%)",
        "Positive 92%\tA 🎈 lovely room.",
        "Unsure 35%\tThe food was cold.",
    ]


def test_clear_can_be_undone(qtbot: QtBot, desk: Desk, tab: SentimentTab) -> None:
    verdicts(desk, judge(qtbot, desk, tab))

    click(tab.clear_button)
    assert tab.box.text() == ""
    assert tab._stack.currentWidget() is tab._invitation
    click(button_in(tab.banner, "Undo"))

    assert tab.box.text() == TEXT
    assert tab.view._sentence.text() == "Rather negative, 78%"
    assert len(tab.view.list.sentences.rows) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"labels": ["positive"], "verdict": [1.0, False], "sentences": []},
        {"labels": ["a", "b"], "verdict": [float("nan"), 0.5, False]},
        {"labels": ["a", "a"], "verdict": [0.5, 0.5, False]},
        {"sentences": [[-5, 400, 0.1, 0.1, 0.8, False]]},
        {"verdict": [0.1, 0.1, False]},
    ],
)
def test_verdicts_of_a_damaged_draft_are_passed_over(
    qtbot: QtBot, desk: Desk, tab: SentimentTab, wrong: dict[str, object]
) -> None:
    verdicts(desk, judge(qtbot, desk, tab))
    draft = tab.snapshot()
    draft["verdicts"] = {**draft["verdicts"], **wrong}
    tab.clear()
    tab.restore(draft)
    assert not tab.view.isVisible()
    assert tab.box.text() == TEXT
    tab.grab()
