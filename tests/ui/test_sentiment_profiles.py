"""Profiles on the Sentiment tab: taught from a file, chosen, and shown with labels of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.jobs.sentiment.teaching import MOST_ROWS, Lesson
from desktop_lm.tasks.chat.template import ChatFormat
from desktop_lm.tasks.sentiment.features import FeaturesTask, Readings
from desktop_lm.tasks.sentiment.forms import VERDICT
from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.one_text import TextScored
from desktop_lm.tasks.sentiment.words import WORDS
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.ui.sentiment.profiles.lessons_model import TEXT
from desktop_lm.ui.sentiment.sentiment_tab import SentimentTab
from tests.tasks.driving import no_template
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.fake_runner import model_info
from tests.ui.hands import press, type_text
from tests.ui.test_sentiment_tab import judge


@pytest.fixture
def tab(desk: Desk) -> SentimentTab:
    desk.window.open_tab(1)
    return desk.window.sentiment


WIDTH = len(WORDS)


def labelled(folder: Path, rows: int = 40) -> Path:
    path = folder / "tickets.tsv"
    kinds = ("complaint", "question")
    lines = [f"This is what customer number {n} wrote\t{kinds[n % 2]}" for n in range(rows)]
    path.write_text("\n".join(["message\tkind", *lines]), encoding="utf-8")
    return path


def teach(qtbot: QtBot, desk: Desk, tab: SentimentTab, folder: Path) -> None:
    """Up to the profile on the disk; the model says something else of each label."""
    tab.teaching.read_file(labelled(folder))
    dialog = tab.teaching.ask()
    qtbot.waitUntil(dialog.teach_button.isEnabled, timeout=PATIENCE_MS)
    assert dialog.name.text() == "tickets"
    assert dialog.hint.text() == "40 rows: complaint 20, question 20."
    dialog.teach_button.click()
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    job = desk.runner.last
    task = desk.runner.task(job)
    assert isinstance(task, FeaturesTask)
    desk.runner.factories[job](_model_in_a_file(folder))
    features = [[float(n % 2 == p % 2) + 0.01 * p for p in range(WIDTH)] for n in range(40)]
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.change(job, JobState.DONE, result=Readings((VERDICT,), features))
    desk.deliver()
    qtbot.waitUntil(lambda: tab.profiles.name == "tickets", timeout=PATIENCE_MS)


def _model_in_a_file(folder: Path) -> LoadedModel:
    path = folder / "some-model.gguf"
    path.write_bytes(b"weights")
    info = model_info(str(path))
    return LoadedModel(info, ChatFormat("", "", "", "", render=no_template))


def test_rows_in_a_file_become_a_profile_that_judges_from_then_on(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,
    tmp_path: Path,
) -> None:
    teach(qtbot, desk, tab, tmp_path)

    profile = bootstrap.profiles().read("tickets")
    assert profile.head.labels == ("complaint", "question")
    assert profile.model_name == "some model"
    assert [a.text() for a in tab.profiles.fill() if a.isChecked()] == ["tickets"]
    job = judge(qtbot, desk, tab, "Where is my parcel?")
    with pytest.raises(AppError) as caught:  # the window's model is another
        desk.runner.task(job)
    assert caught.value.code is Code.PROFILE_OTHER_MODEL
    desk.runner.output(job, TextScored(0, Verdict((0.9, 0.1), False, profile.head.labels)))
    desk.deliver()
    assert tab.view._sentence.text() == "complaint, 90%"
    assert tab.view._bar.accessibleDescription() == "complaint 90%, question 10%"
    tab.view.grab()


def test_that_a_profile_takes_the_place_of_another_is_told_before(
    qtbot: QtBot, desk: Desk, tab: SentimentTab, tmp_path: Path
) -> None:
    teach(qtbot, desk, tab, tmp_path)
    dialog = tab.teaching.ask()
    assert dialog.hint.text().endswith("It takes the place of the profile “tickets”.")
    dialog.name.setText("tickets of May")
    assert "takes the place" not in dialog.hint.text()
    dialog.name.setText("../tickets")  # no name of any profile
    assert "takes the place" not in dialog.hint.text()


def test_a_file_that_cannot_be_taught_with_says_why(
    qtbot: QtBot,
    desk: Desk,
    tab: SentimentTab,
    tmp_path: Path,
) -> None:
    tab.teaching.read_file(labelled(tmp_path, rows=8))
    dialog = tab.teaching.ask()
    qtbot.waitUntil(lambda: "Labelled rows: 8." in dialog.hint.text(), timeout=PATIENCE_MS)
    assert not dialog.teach_button.isEnabled()
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    tab.teaching.read_file(broken)
    qtbot.waitUntil(dialog.banner.isVisible, timeout=PATIENCE_MS)
    tab.teaching.read_file(labelled(tmp_path))
    qtbot.waitUntil(dialog.teach_button.isEnabled, timeout=PATIENCE_MS)
    dialog.name.setText("no/name")
    dialog.teach_button.click()
    qtbot.waitUntil(dialog.banner.isVisible, timeout=PATIENCE_MS)
    assert "no/name" in dialog.banner.sentence
    assert desk.runner.last == 0
    assert bootstrap.profiles().names() == []


def test_rows_are_typed_pasted_taken_away_and_kept_for_the_next_start(
    qtbot: QtBot, tab: SentimentTab
) -> None:
    dialog = tab.teaching.ask()
    qtbot.waitExposed(dialog)
    table = dialog.table
    table.edit(dialog.model.index(0, TEXT))
    editor = table.findChild(QLineEdit)
    assert editor is not None
    type_text(editor, "Where is my  parcel?")
    press(editor, Qt.Key.Key_Tab)  # goes on in the label's cell
    editor = next(box for box in table.findChildren(QLineEdit) if not box.text())
    type_text(editor, "question")
    press(editor, Qt.Key.Key_Return)
    typed = [Lesson("Where is my parcel?", "question")]
    qtbot.waitUntil(lambda: dialog.lessons == typed, timeout=PATIENCE_MS)

    lines = [f'"It broke, ""again"", {n}"\tcomplaint\r\n' for n in range(25)]
    QGuiApplication.clipboard().setText("".join([*lines, "Thanks!\r\n"]))
    press(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.model.rows[25] == Lesson('It broke, "again", 24', "complaint")
    assert dialog.hint.text() == (
        "26 rows: complaint 25, question 1. Left out for want of a text or a label: 1. "
        "Rows with the label “question”: 1. Add some: it takes 5."
    )
    table.selectRow(26)
    press(table, Qt.Key.Key_Delete)
    assert len(dialog.model.rows) == 26
    press(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert dialog.model.rows[26] == Lesson("Thanks!", "")
    type_text(dialog.name, "shop")
    kept = tab.snapshot()["lessons"]
    assert kept["name"] == "shop"
    assert kept["rows"][26] == ["Thanks!", ""]


def test_a_pasted_cell_of_several_lines_is_one_text(qtbot: QtBot, tab: SentimentTab) -> None:
    dialog = tab.teaching.ask()
    qtbot.waitExposed(dialog)
    lines = ('"It broke.\nAgain!"\tcomplaint', "When?\x0bSoon?\tquestion")
    dialog.table.paste("\r\n".join(lines))
    assert dialog.model.rows == [
        Lesson("It broke. Again!", "complaint"),
        Lesson("When? Soon?", "question"),
    ]


def test_a_pasted_text_that_begins_with_a_quotation_mark_ends_with_its_row(
    tab: SentimentTab,
) -> None:
    dialog = tab.teaching.ask()
    rows = ('"I want my money back\tnegative', "Lovely\tpositive", '"Now", I said\tnegative')
    dialog.table.paste("\n".join(rows))
    assert dialog.model.rows == [
        Lesson('"I want my money back', "negative"),
        Lesson("Lovely", "positive"),
        Lesson('"Now", I said', "negative"),
    ]


def test_a_pasted_text_of_any_length_is_taken(tab: SentimentTab) -> None:
    dialog = tab.teaching.ask()
    words = "word " * 40_000
    dialog.table.paste(f'"{words}\n{words}"\tquestion\n"{words}\tanswer')
    quoted, open_ended = dialog.model.rows
    assert quoted == Lesson(" ".join((words * 2).split()), "question")
    assert open_ended == Lesson(f'"{words.strip()}', "answer")


@pytest.mark.parametrize(
    ("draft", "name"),
    [
        ({"name": "shop", "rows": [["a", "b"], ["a"], 3, ["a", 1]]}, "shop"),
        ([["a", "b"]], ""),  # the rows only, as the first versions kept them
        ({"name": 7, "rows": [["a", "b"]]}, ""),
    ],
)
def test_what_was_typed_is_there_again_and_a_name_is_asked_for(
    tab: SentimentTab, draft: object, name: str
) -> None:
    tab.teaching.restore(draft)

    dialog = tab.teaching.ask()

    assert dialog.lessons == [Lesson("a", "b")]
    assert dialog.name.text() == name


def test_rows_enough_without_a_name_say_that_it_wants_one(tab: SentimentTab) -> None:
    rows = [[f"text {n}", ("a", "b")[n % 2]] for n in range(20)]
    tab.teaching.restore({"name": "", "rows": rows})

    dialog = tab.teaching.ask()

    assert dialog.hint.text() == "20 rows: a 10, b 10. What shall it be called?"
    assert not dialog.teach_button.isEnabled()


def test_teaching_that_is_stopped_is_told_also_where_another_question_took_its_place(
    qtbot: QtBot, desk: Desk, tab: SentimentTab, tmp_path: Path
) -> None:
    tab.teaching.read_file(labelled(tmp_path))
    dialog = tab.teaching.ask()
    qtbot.waitUntil(dialog.teach_button.isEnabled, timeout=PATIENCE_MS)
    dialog.teach_button.click()
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    assert tab.banner.sentence == "Reading 40 texts to learn from…"
    desk.runner.change(1, JobState.RUNNING)
    desk.runner.change(1, JobState.STOPPED)
    desk.deliver()
    assert tab.banner.sentence == "“tickets” is not taught: it was stopped. Its rows are kept."
    assert len(tab.teaching.ask().lessons) == 40


def test_what_is_being_typed_is_taught_too(
    qtbot: QtBot, desk: Desk, tab: SentimentTab, tmp_path: Path
) -> None:
    tab.teaching.read_file(labelled(tmp_path))
    dialog = tab.teaching.ask()
    qtbot.waitUntil(dialog.teach_button.isEnabled, timeout=PATIENCE_MS)
    table = dialog.table
    dialog.model.setData(dialog.model.index(40, TEXT), "Where do I find the form?")
    table.edit(dialog.model.index(40, TEXT + 1))
    editor = table.findChild(QLineEdit)
    assert editor is not None
    type_text(editor, "question")
    press(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.runner.last == 1, timeout=PATIENCE_MS)
    assert tab.banner.sentence == "Reading 41 texts to learn from…"


def test_of_a_file_with_too_many_rows_it_is_told_which_are_here(
    qtbot: QtBot, tab: SentimentTab, tmp_path: Path
) -> None:
    tab.teaching.read_file(labelled(tmp_path, rows=3000))
    dialog = tab.teaching.ask()
    qtbot.waitUntil(lambda: len(dialog.model.rows) > MOST_ROWS, timeout=PATIENCE_MS)
    assert dialog.banner.sentence == (
        "The file has more labelled rows than can be taught with. Here are the first 2,001."
    )
