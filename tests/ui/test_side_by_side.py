"""Two answers next to each other: of two versions, and of two models."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.jobs.events import JobState
from desktop_lm.models.model_name import name_beside
from desktop_lm.storage.history import backup
from desktop_lm.storage.history.history import History
from desktop_lm.tasks.prompt.prompt import PromptResult, TextAdded
from desktop_lm.ui.job_desk import BESIDE, PROMPT
from desktop_lm.ui.prompt.exchange_menu import ExchangeMenu
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from desktop_lm.ui.prompt.side_by_side.answer_column import figures_words
from desktop_lm.ui.prompt.side_by_side.model_menu import ModelMenu
from desktop_lm.ui.window.main_window import MainWindow
from tests.support.scripts import write_script
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import click, press


@pytest.fixture
def tab(scripted_window: MainWindow, tmp_path: Path) -> PromptTab:
    script = write_script(tmp_path, "First", answer=["From", " the", " first"])
    scripted_window._desk.runner.open_model(script)
    return scripted_window.prompt


@pytest.fixture
def second(tmp_path: Path) -> str:
    return write_script(tmp_path, "Second", answer=["From", " the", " second"])


def ask(qtbot: QtBot, tab: PromptTab, text: str) -> None:
    tab.composer.box.set_text(text)
    tab.start()
    qtbot.waitUntil(
        lambda: bool(tab.dialogue.exchanges) and not tab.dialogue.is_busy, timeout=PATIENCE_MS
    )


def texts(tab: PromptTab) -> list[str]:
    exchanges = [column.exchange for column in tab.beside.view.columns]
    return [exchange.text if exchange else "" for exchange in exchanges]


def has_versions(tab: PromptTab, count: int) -> bool:
    return len(tab.dialogue.exchanges[-1].answer_versions) == count


def is_shown(offer: ModelMenu) -> bool:
    return offer.menu is not None


def wait_for_both(qtbot: QtBot, tab: PromptTab) -> None:
    columns = tab.beside.view.columns
    qtbot.waitUntil(
        lambda: all(each.versions.count() == 2 for each in columns), timeout=PATIENCE_MS
    )


def test_two_models_answer_one_after_the_other_and_either_can_be_taken(
    tab: PromptTab, second: str, qtbot: QtBot
) -> None:
    tab.composer.box.set_text("Which of you?")
    tab.beside.ask_both(second)
    wait_for_both(qtbot, tab)
    assert texts(tab) == ["From the first", "From the second"]
    left, right = tab.beside.view.columns
    assert right.isVisible()
    assert left.versions.currentText().startswith("Version 1 of 2 · First")
    assert right.versions.currentText().startswith("Version 2 of 2 · Second")
    assert right.figures.startswith("Second")
    assert "tokens/s" in right.figures
    assert "3 tokens" in right.figures
    assert tab.dialogue.exchanges[-1].text == "From the first"  # until another is taken
    click(right.take_button)
    qtbot.waitUntil(
        lambda: tab.dialogue.exchanges[-1].text == "From the second", timeout=PATIENCE_MS
    )
    assert tab.page.isVisible()
    assert not right.isVisible()


def test_the_one_at_the_left_stays_the_conversations_over_a_restart(
    tab: PromptTab, second: str, scripted_window: MainWindow, qtbot: QtBot
) -> None:
    ask(qtbot, tab, "Which of you?")
    tab.beside.ask_both(second)  # an empty box: the last prompt
    wait_for_both(qtbot, tab)
    number = tab.dialogue.conversation.number
    scripted_window.close()
    history = History(paths.history_file())
    shown = [message.text for message in history.shown(number)]
    history.close()
    assert shown == ["Which of you?", "From the first"]


def test_no_copy_is_put_back_while_the_second_model_answers(
    tab: PromptTab, second: str, scripted_window: MainWindow, qtbot: QtBot
) -> None:
    ask(qtbot, tab, "Which of you?")
    door = scripted_window.history_door
    copy = backup.copy_of_today(paths.history_file(), door.copies_folder, date(2026, 1, 1))
    assert copy is not None
    tab.beside.ask_both(second)

    door.put_back(copy)

    assert scripted_window.banner.sentence == (
        "An answer is being written. Wait for it, or stop it."
    )
    wait_for_both(qtbot, tab)
    assert texts(tab) == ["From the first", "From the second"]


def test_a_conversation_goes_on_after_a_copy_that_could_not_be_put_back(
    tab: PromptTab, scripted_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    ask(qtbot, tab, "First?")
    number = tab.dialogue.conversation.number
    (tmp_path / "copy.sqlite").write_bytes(b"no database" * 100)
    scripted_window.history_door.put_back(tmp_path / "copy.sqlite")
    assert scripted_window.banner.sentence
    ask(qtbot, tab, "Second?")
    scripted_window.close()

    with closing(History(paths.history_file())) as history:
        shown = [message.text for message in history.shown(number)]
    assert shown == ["First?", "From the first", "Second?", "From the first"]


def test_the_second_model_answers_though_another_conversation_was_opened_meanwhile(
    tab: PromptTab, second: str, qtbot: QtBot
) -> None:
    tab.composer.box.set_text("Which of you?")
    tab.beside.ask_both(second)
    qtbot.waitUntil(lambda: bool(tab.dialogue.exchanges), timeout=PATIENCE_MS)
    asked = tab.dialogue.conversation
    tab.dialogue.new()
    wait_for_both(qtbot, tab)
    assert texts(tab) == ["From the first", "From the second"]
    assert not tab.beside.view.isVisible()
    assert tab.dialogue.exchanges == []

    tab.dialogue.bring(asked.number)
    qtbot.waitUntil(lambda: len(tab.dialogue.exchanges) == 1, timeout=PATIENCE_MS)
    assert has_versions(tab, 2)


def test_the_second_model_answers_with_the_settings_of_its_conversation(
    tab: PromptTab, qtbot: QtBot
) -> None:
    tab.composer.options.change(temperature=0.3)
    ask(qtbot, tab, "Which of you?")
    conversation, exchange = tab.dialogue.conversation, tab.dialogue.exchanges[-1]
    tab.dialogue.new()
    tab.composer.options.change(temperature=1.5)
    assert tab.asking.again(exchange, conversation).sampling.temperature == pytest.approx(0.3)


def answer(desk: Desk, job: int, text: str, state: JobState = JobState.DONE) -> None:
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, TextAdded(text, 1, 1.0))
    desk.runner.change(job, state, result=PromptResult(text))
    desk.deliver()


def test_both_models_answer_the_prompt_they_were_asked(desk: Desk) -> None:
    tab, runner = desk.window.prompt, desk.runner
    tab.composer.box.set_text("One?")
    tab.start()
    runner.change(1, JobState.RUNNING)
    runner.output(1, TextAdded("1", 1, 1.0))
    desk.deliver()
    tab.beside.ask_both("/models/Second.gguf")
    assert "at work" in tab.banner.sentence, "an empty box is the last prompt"

    tab.composer.box.set_text("Two?")
    tab.beside.ask_both("/models/Second.gguf")
    answer(desk, 1, "1")
    assert list(runner.owners.values()) == [PROMPT, PROMPT]
    answer(desk, 2, "2")
    assert list(runner.owners.values()) == [PROMPT, PROMPT, BESIDE]
    assert texts(tab) == ["2", ""]


def test_the_second_model_is_not_asked_where_the_first_was_not(desk: Desk, tmp_path: Path) -> None:
    tab = desk.window.prompt
    (tmp_path / "notes.txt").write_text("Seals sleep.")
    tab.take_file(str(tmp_path / "notes.txt"))
    tab.composer.box.set_text("What of them?")
    tab.beside.ask_both("/models/Second.gguf")
    assert "still being read" in tab.banner.sentence
    tab.attaching.files.remove(tab.attaching.files.files[0])
    tab.start()
    answer(desk, 1, "Nothing.")
    assert list(desk.runner.owners.values()) == [PROMPT]


def test_what_a_model_still_writes_when_the_next_is_asked_stays_its_own(
    desk: Desk, qtbot: QtBot
) -> None:
    tab, runner = desk.window.prompt, desk.runner
    tab.composer.box.set_text("Which of you?")
    tab.start()
    answer(desk, 1, "First")
    tab.beside.ask_both("/models/Second.gguf")
    runner.change(2, JobState.RUNNING)
    runner.output(2, TextAdded("Sec", 1, 1.0))
    desk.deliver()
    tab.beside.ask_both("/models/Third.gguf")
    assert runner.cancelled == [2]
    answer(desk, 2, "ond", JobState.STOPPED)  # what came before it heard
    answer(desk, 3, "Third")

    left, right = tab.beside.view.columns
    qtbot.waitUntil(lambda: right.versions.count() == 3, timeout=PATIENCE_MS)
    assert texts(tab) == ["First", "Third"]
    assert right.versions.currentText() == "Version 3 of 3 · Third"
    press(left.versions, Qt.Key.Key_Down)
    assert texts(tab)[0] == "Second"
    assert "Stopped" in left.page.plain_text()


def test_the_first_answer_stays_the_conversations_also_where_both_wait_to_be_written(
    desk: Desk, qtbot: QtBot
) -> None:
    tab = desk.window.prompt
    tab.composer.box.set_text("Which of you?")
    tab.start()
    qtbot.waitUntil(lambda: tab.dialogue.conversation.number > 0, timeout=PATIENCE_MS)
    with closing(sqlite3.connect(paths.history_file())) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer(desk, 1, "First")
        tab.beside.ask_both("/models/Second.gguf")
        answer(desk, 2, "Second")
        other.rollback()
    wait_for_both(qtbot, tab)
    with closing(History(paths.history_file())) as history:
        shown = history.shown(tab.dialogue.conversation.number)
    assert [message.text for message in shown] == ["Which of you?", "First"]


def test_two_versions_are_compared_and_others_chosen(tab: PromptTab, qtbot: QtBot) -> None:
    ask(qtbot, tab, "Once more?")
    for count in (2, 3):
        tab.asking.answer_again(tab.dialogue.exchanges[-1])
        qtbot.waitUntil(partial(has_versions, tab, count), timeout=PATIENCE_MS)
    exchange = tab.dialogue.exchanges[-1]
    menu = ExchangeMenu(tab.asking, tab.page, exchange, busy=False)
    menu.add_comparing(tab.beside, exchange)
    [compare] = [a for a in menu.actions() if a.text() == "Co&mpare two versions"]
    compare.trigger()
    menu.deleteLater()
    left, right = tab.beside.view.columns
    qtbot.waitUntil(right.isVisible, timeout=PATIENCE_MS)
    assert [each.versions.currentIndex() for each in (left, right)] == [1, 2]
    assert "version 2 of 3\n" in left.page.plain_text()  # and no arrows: there is a list
    left.versions.setFocus()
    press(left.versions, Qt.Key.Key_Up)
    assert left.versions.currentIndex() == 0
    assert left.exchange is not None
    assert left.exchange.entry is not None
    assert left.exchange.entry.answer == exchange.answer_versions[0]


def test_two_files_of_one_model_are_told_apart() -> None:
    first = name_beside("/a/Small-1B-Q8_0.gguf", "")
    assert first == "Small 1B"
    assert name_beside("/a/Small-1B-Q4_K_M.gguf", first) == "Small 1B · Q4_K_M"
    assert name_beside("/a/Small-1B-Q4_K_M-00001-of-00002.gguf", first) == "Small 1B · Q4_K_M"
    assert name_beside("/b/Small-1B.gguf", first) == first
    assert name_beside("/b/Other-1B-Q4_K_M.gguf", first) == "Other 1B"


def test_a_second_model_that_cannot_be_had_is_said(
    tab: PromptTab, tmp_path: Path, qtbot: QtBot
) -> None:
    ask(qtbot, tab, "Anyone?")
    broken = write_script(tmp_path, "Broken", load_error="no such tensor")
    tab.beside.ask_both(broken)
    right = tab.beside.view.columns[1]
    qtbot.waitUntil(lambda: "Broken.json" in right.figures, timeout=PATIENCE_MS)
    assert not right.take_button.isEnabled()
    assert tab.dialogue.exchanges[-1].text == "From the first"


def test_it_is_in_the_menu_with_a_key(scripted_window: MainWindow) -> None:
    keys = [
        keys.toString()
        for action in scripted_window.findChildren(QAction)
        if action.text() == "Ask two &models…"
        for keys in action.shortcuts()
    ]
    assert sorted(keys) == ["Ctrl+Shift+Enter", "Ctrl+Shift+Return"]


def test_figures_are_told_as_far_as_they_are_known() -> None:
    assert figures_words("A", 12.34, 1200) == "A · 12 tokens/s · 1,200 tokens"
    assert figures_words("", 0, 0) == ""


def test_the_models_on_this_computer_are_offered_but_for_the_one_that_answers(
    tab: PromptTab, qtbot: QtBot
) -> None:
    chosen: list[str] = []
    name = "SmolLM2 135M Instruct · Q4_1"
    for asked, first in (("", name), (str(paths.starter_model()), "There is")):
        offer = ModelMenu(tab.composer)
        offer.chosen.connect(chosen.append)
        offer.open_at(tab.composer.mapToGlobal(tab.composer.rect().center()), asked)
        qtbot.waitUntil(partial(is_shown, offer), timeout=PATIENCE_MS)
        assert offer.menu is not None
        heading, entry = offer.menu.actions()[:2]
        assert not heading.isEnabled()
        assert entry.text().startswith(first)
        entry.trigger()
        offer.menu.close()
        offer.close()
    assert [Path(path).suffix for path in chosen] == [".gguf"]
