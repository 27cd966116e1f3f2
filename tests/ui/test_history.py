"""The history beside the page: all is kept, found, and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from desktop_lm import paths
from desktop_lm.jobs.events import JobState
from desktop_lm.messages import StopReason
from desktop_lm.storage.history.conversation import Message, Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.tasks.prompt.prompt import PromptResult, PromptTask, TextAdded
from desktop_lm.ui.prompt.exchange_menu import ExchangeMenu
from desktop_lm.ui.prompt.history_panel import HistoryPanel
from desktop_lm.ui.prompt.prompt_tab import PromptTab
from tests.ui.conftest import PATIENCE_MS, Desk, MakeWindow
from tests.ui.fake_runner import FakeRunner
from tests.ui.hands import CONTROL, SHIFT, button_in, click, press, type_text


@pytest.fixture
def panel(tab: PromptTab) -> HistoryPanel:
    assert tab.side.panel is not None
    return tab.side.panel


def until(qtbot: QtBot, seen: Callable[[], bool]) -> None:
    qtbot.waitUntil(seen, timeout=PATIENCE_MS)


def talk(desk: Desk, prompt: str, *answer: str, end: JobState = JobState.DONE) -> int:
    """A prompt and its answer; the job's number comes back."""
    box = desk.window.prompt.composer.box
    type_text(box, prompt)
    press(box, Qt.Key.Key_Return, CONTROL)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, *(TextAdded(text, 1, 50.0) for text in answer))
    desk.deliver()
    if end.is_final:
        result = PromptResult("", 3, 50.0, StopReason.END, context_used=9)
        desk.runner.change(job, end, result=result)
        desk.deliver()
    return job


def titles(panel: HistoryPanel) -> list[str]:
    return [row.title for row in panel.list.rows]


def stored(number: int = 1) -> tuple[Message, ...]:
    """What is on the disk of a conversation."""
    with closing(History(paths.history_file())) as history:
        there = any(each.id == number for each in history.conversations())
        return history.shown(number) if there else ()


def newest(number: int = 1) -> Message:
    """The last message on the disk, or one that stands for none."""
    messages = stored(number)
    return messages[-1] if messages else Message(0, 0, None, Role.USER, TextState.FAILED, "", 0)


def test_a_conversation_is_in_the_list_and_on_the_disk(
    qtbot: QtBot, desk: Desk, panel: HistoryPanel
) -> None:
    assert not panel.list.isVisible()
    talk(desk, "Why is the sea salty?", "Rivers", " carry salt.")

    until(qtbot, lambda: titles(panel) == ["Why is the sea salty?"])
    until(qtbot, lambda: newest().state is TextState.COMPLETE)
    prompt, answer = stored()
    assert (prompt.text, answer.text) == ("Why is the sea salty?", "Rivers carry salt.")
    assert answer.about["tokens"] == 3
    assert answer.about["model"] == "SmolLM2 135M Instruct"


def test_a_prompt_is_on_the_disk_before_it_runs(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    type_text(tab.composer.box, "Remember me")
    press(tab.composer.box, Qt.Key.Key_Return, CONTROL)

    desk.runner.task(desk.runner.last)  # what the worker thread does when the job begins

    assert [message.text for message in stored()] == ["Remember me"]


def test_a_growing_answer_is_on_the_disk_within_half_a_second_or_so(
    qtbot: QtBot, desk: Desk, tab: PromptTab
) -> None:
    job = talk(desk, "Tell me", "Once", " upon", end=JobState.RUNNING)

    until(qtbot, lambda: newest().text == "Once upon")
    assert newest().state is TextState.GROWING
    desk.runner.change(job, JobState.STOPPED, result=PromptResult("Once upon"))
    desk.deliver()
    until(qtbot, lambda: newest().state is TextState.STOPPED)


def test_one_moves_among_conversations_and_goes_on_in_each(
    qtbot: QtBot, desk: Desk, tab: PromptTab, panel: HistoryPanel
) -> None:
    talk(desk, "About cats", "They purr.")
    click(panel.new)
    talk(desk, "About dogs", "They bark.")
    until(qtbot, lambda: titles(panel) == ["About dogs", "About cats"])

    panel.list.setFocus()
    press(panel.list, Qt.Key.Key_Down)
    press(panel.list, Qt.Key.Key_Return)
    until(qtbot, lambda: "They purr." in tab.page.plain_text())
    assert "bark" not in tab.page.plain_text()
    talk(desk, "Why do they?", "Nobody knows.")

    until(qtbot, lambda: len(stored(1)) == 4 and bool(newest(1).text))
    assert [m.text for m in stored(1)][2:] == ["Why do they?", "Nobody knows."]
    assert len(stored(2)) == 2
    until(qtbot, lambda: titles(panel) == ["About cats", "About dogs"])


def test_what_was_written_is_found(qtbot: QtBot, desk: Desk, panel: HistoryPanel) -> None:
    talk(desk, "Where to go?", "我喜欢北京的春天")
    click(panel.new)
    talk(desk, "What to eat?", "Noodles.")
    until(qtbot, lambda: len(titles(panel)) == 2)

    type_text(panel.search, "北京")
    until(qtbot, lambda: titles(panel) == ["Where to go?"])
    assert "北京" in panel.list.rows[0].detail
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        panel.search.setFocus()
        press(panel.search, key)
        assert panel.list.hasFocus()
    press(panel.list, Qt.Key.Key_Return)
    until(qtbot, lambda: "春天" in desk.window.prompt.page.plain_text())
    panel.search.setText("nothing of the kind")
    until(qtbot, lambda: titles(panel) == [])
    panel.search.clear()
    until(qtbot, lambda: len(titles(panel)) == 2)


def test_a_deletion_is_undone(
    qtbot: QtBot, desk: Desk, tab: PromptTab, panel: HistoryPanel
) -> None:
    talk(desk, "About cats", "They purr.")
    until(qtbot, lambda: titles(panel) == ["About cats"])

    panel.list.setFocus()
    press(panel.list, Qt.Key.Key_Delete)
    until(qtbot, lambda: titles(panel) == [])
    assert not tab.page.exchanges
    click(button_in(panel, "Undo the deletion"))

    until(qtbot, lambda: titles(panel) == ["About cats"])
    until(qtbot, lambda: "They purr." in tab.page.plain_text())


def test_a_conversation_is_renamed_and_pinned(
    qtbot: QtBot, desk: Desk, panel: HistoryPanel
) -> None:
    for prompt in ("first", "second"):
        talk(desk, prompt, "answer")
        click(panel.new)
    until(qtbot, lambda: titles(panel) == ["second", "first"])
    panel.list.go_to("1")

    def name_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("The beginning")
        dialog.accept()

    panel.list.setFocus()
    with qtbot.waitSignal(desk.window.history.changed, timeout=PATIENCE_MS):
        QTimer.singleShot(0, panel, name_it)
        press(panel.list, Qt.Key.Key_F2)
    until(qtbot, lambda: "The beginning" in titles(panel))
    panel.list.go_to("1")
    panel.pin_chosen()
    until(qtbot, lambda: titles(panel) == ["The beginning", "second"])
    assert panel.list.rows[0].detail.startswith("Pinned")


def write_broken_off(text: str) -> None:
    """What a program leaves behind that was killed over an answer."""
    with closing(History(paths.history_file())) as history:
        number = history.begin(title="Story")
        asked = history.add(number, None, Role.USER, "Tell me a story")
        answer = history.add(number, asked, Role.ASSISTANT, "", state=TextState.GROWING)
        history.grow(answer, text)
        history.connection.execute("UPDATE message SET writer = '1@1' WHERE id = ?", (answer,))


def test_what_was_broken_off_goes_on_from_there(
    qtbot: QtBot, make_window: MakeWindow, tab_draft: None
) -> None:
    write_broken_off("Once upon a")
    runner = FakeRunner()
    window = make_window(lambda: runner)
    window._desk.runner.cancel(0)
    runner.model_ready()
    desk = Desk(window, runner)
    tab = window.prompt
    tab.begin()
    until(qtbot, lambda: "Once upon a" in tab.page.plain_text())

    click(button_in(tab.banner, "Continue from here"))
    job = runner.last
    task = runner.task(job)
    assert isinstance(task, PromptTask)
    request = task.next_request(1)
    assert request is not None
    assert request.parts[-1].text == "Once upon a"  # type: ignore[union-attr]
    runner.change(job, JobState.RUNNING)
    runner.output(job, TextAdded(" time.", 1, 50.0))
    desk.deliver()
    runner.change(job, JobState.DONE, result=PromptResult(" time.", 2, 50.0, StopReason.END))
    desk.deliver()

    assert "Once upon a time." in tab.page.plain_text()
    until(qtbot, lambda: newest().state is TextState.COMPLETE)
    assert newest().text == "Once upon a time."
    assert len(stored()) == 2


@pytest.fixture
def tab_draft() -> None:
    """The window was last seen with conversation 1 on the page."""
    from desktop_lm.storage import json_file

    json_file.write(paths.state_dir() / "drafts.json", {"prompt": {"conversation": 1, "page": []}})


def test_a_history_that_cannot_be_kept_is_said_once_and_nothing_stops(
    qtbot: QtBot, desk: Desk, tab: PromptTab
) -> None:
    paths.history_file().parent.parent.mkdir(parents=True, exist_ok=True)
    desk.window.history.keeper.close()
    desk.window.history._made = None
    desk.window.history._path = paths.state_dir() / "drafts.json" / "history.sqlite"
    (paths.state_dir()).mkdir(parents=True, exist_ok=True)
    (paths.state_dir() / "drafts.json").touch()

    talk(desk, "Hello", "Hi there")

    until(qtbot, lambda: "cannot be saved" in desk.window.banner.sentence)
    assert "Hi there" in tab.page.plain_text()


def test_a_narrow_window_has_no_room_for_the_list(desk: Desk, tab: PromptTab) -> None:
    desk.window.resize(desk.window.theme.px(700), 600)
    QApplication.processEvents()
    assert not tab.side.isVisible()
    desk.window.resize(desk.window.theme.px(1000), 600)
    QApplication.processEvents()
    assert tab.side.isVisible()


def test_the_list_is_put_away_and_stays_away(desk: Desk, tab: PromptTab) -> None:
    press(desk.window, Qt.Key.Key_H, CONTROL)
    assert not tab.side.isVisible()
    kept = tab.snapshot()

    press(desk.window, Qt.Key.Key_H, CONTROL)
    assert tab.side.isVisible()
    tab.restore(kept)
    assert not tab.side.isVisible()


def menu_texts(tab: PromptTab, number: int, *, busy: bool = False) -> list[str]:
    menu = ExchangeMenu(tab.asking, tab.page, tab.page.exchanges[number], busy=busy)
    texts = [action.text().replace("&", "") for action in menu.actions() if action.isEnabled()]
    menu.deleteLater()
    return texts


def choose(tab: PromptTab, number: int, *words: str) -> None:
    """Choose from the menu over an exchange, and from the menu in it."""
    menu = ExchangeMenu(tab.asking, tab.page, tab.page.exchanges[number], busy=False)
    actions = menu.actions()
    for word in words[:-1]:
        [entry] = [action for action in actions if action.text().replace("&", "") == word]
        actions = entry.menu().actions()  # type: ignore[attr-defined]
    [chosen] = [action for action in actions if action.text().replace("&", "") == words[-1]]
    chosen.trigger()
    menu.deleteLater()


def answer_last(desk: Desk, text: str) -> None:
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, TextAdded(text, 1, 50.0))
    desk.deliver()
    result = PromptResult("", 3, 50.0, StopReason.END, context_used=9)
    desk.runner.change(job, JobState.DONE, result=result)
    desk.deliver()


def test_a_prompt_is_answered_again_and_one_moves_between_the_answers(
    qtbot: QtBot, desk: Desk, tab: PromptTab
) -> None:
    talk(desk, "A name for a cat?", "Mia.")
    talk(desk, "Another?", "Tom.")

    choose(tab, 0, "Answer again")
    assert "Mia." in tab.page.plain_text(), "until the model begins"
    answer_last(desk, "Luna.")

    assert "Luna." in tab.page.plain_text()
    assert "Mia." not in tab.page.plain_text()
    until(qtbot, lambda: "version 2 of 2" in tab.page.plain_text())
    choose(tab, 0, "Version of the answer", "1 of 2")
    until(qtbot, lambda: "Mia." in tab.page.plain_text())
    assert "Tom." in tab.page.plain_text(), "what followed that answer comes with it"
    assert "version 1 of 2" in tab.page.plain_text()


def test_a_prompt_is_asked_in_other_words(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    talk(desk, "A name for a cat?", "Mia.")
    talk(desk, "Another?", "Tom.")

    choose(tab, 1, "Edit the prompt")
    assert tab.composer.box.text() == "Another?"
    tab.composer.box.replace_text("A shorter one?")
    press(tab.composer.box, Qt.Key.Key_Return, CONTROL)
    answer_last(desk, "Bo.")

    texts = tab.page.plain_text()
    assert "Mia." in texts
    assert "Bo." in texts
    assert "Tom." not in texts
    until(qtbot, lambda: "You · version 2 of 2" in tab.page.plain_text())
    choose(tab, 1, "Version of the prompt", "1 of 2")
    until(qtbot, lambda: "Tom." in tab.page.plain_text())


def test_the_first_prompt_can_be_other_words_too(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    talk(desk, "A name for a cat?", "Mia.")
    choose(tab, 0, "Edit the prompt")
    tab.composer.box.replace_text("A name for a dog?")
    press(tab.composer.box, Qt.Key.Key_Return, CONTROL)
    answer_last(desk, "Rex.")

    until(qtbot, lambda: [message.text for message in stored()] == ["A name for a dog?", "Rex."])
    assert len(tab.page.exchanges) == 1


def test_an_edit_can_be_left(desk: Desk, tab: PromptTab) -> None:
    talk(desk, "A name for a cat?", "Mia.")
    choose(tab, 0, "Edit the prompt")
    click(button_in(tab.banner, "Do not change it"))

    assert not tab.composer.box.text()
    talk(desk, "Another?", "Tom.")
    assert "Mia." in tab.page.plain_text()


def test_nothing_is_answered_again_while_the_model_writes(desk: Desk, tab: PromptTab) -> None:
    talk(desk, "A name for a cat?", "Mia.")
    assert {"Answer again", "Edit the prompt"} <= set(menu_texts(tab, 0))
    assert not {"Answer again", "Edit the prompt"} & set(menu_texts(tab, 0, busy=True))


def test_the_menu_key_knows_the_exchange_it_is_in(qtbot: QtBot, desk: Desk, tab: PromptTab) -> None:
    talk(desk, "First", "One.")
    talk(desk, "Second", "Two.")
    found: list[object] = []
    tab.page.menu_asked.disconnect()
    tab.page.menu_asked.connect(lambda exchange, _place: found.append(exchange))

    tab.page.setFocus()
    tab.page.moveCursor(QTextCursor.MoveOperation.Start)
    place = tab.page.cursorRect().center()
    for reason in (QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse):
        event = QContextMenuEvent(reason, place, tab.page.mapToGlobal(place))
        QApplication.sendEvent(tab.page.viewport(), event)

    assert found == [tab.page.exchanges[0]] * 2


def test_a_tag_is_searched_for(qtbot: QtBot, desk: Desk, panel: HistoryPanel) -> None:
    for prompt in ("cats", "dogs"):
        talk(desk, prompt, "answer")
        click(panel.new)
    until(qtbot, lambda: titles(panel) == ["dogs", "cats"])
    desk.window.history.change(lambda history: history.set_tags(1, ["pets"]))

    type_text(panel.search, "#pets")

    until(qtbot, lambda: titles(panel) == ["cats"])
    assert panel.list.rows[0].detail.endswith("#pets")


def test_a_name_and_a_tag_are_found_beside_the_texts(
    qtbot: QtBot, desk: Desk, panel: HistoryPanel
) -> None:
    for prompt in ("cats", "dogs", "a long walk with small and friendly dogs"):
        talk(desk, prompt, "answer")
        click(panel.new)
    until(qtbot, lambda: len(panel.list.rows) == 3)
    desk.window.history.change(lambda history: history.set_tags(1, ["dogs_not"]))
    desk.window.history.change(lambda history: history.rename(2, "100%"))

    type_text(panel.search, "dogs")
    until(qtbot, lambda: len(panel.list.rows) == 3 and titles(panel)[0] == "cats")
    assert titles(panel)[1:] == ["a long walk with small and friendly dogs", "100%"]
    assert panel.list.rows[1].detail == "…and friendly dogs"
    for query, found in (("100%", ["100%"]), ("s_n", ["cats"]), ("1%0", [])):
        panel.search.clear()
        type_text(panel.search, query)
        until(qtbot, partial(_shows, panel, found))


def test_the_usual_keys_begin_and_find_conversations(
    qtbot: QtBot, desk: Desk, tab: PromptTab, panel: HistoryPanel
) -> None:
    talk(desk, "cats", "answer")
    desk.window.open_tab(1)
    press(desk.window, Qt.Key.Key_N, CONTROL)
    assert desk.window.page is tab
    assert not tab.dialogue.exchanges
    assert tab.composer.box.hasFocus()
    tab.side.close_side(closed=True)
    press(desk.window, Qt.Key.Key_F, CONTROL)
    assert panel.search.hasFocus()
    press(desk.window, Qt.Key.Key_N, CONTROL | SHIFT)
    assert tab.documents.is_on


def _shows(panel: HistoryPanel, found: list[str]) -> bool:
    return titles(panel) == found
