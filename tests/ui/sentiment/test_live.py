"""Live mode: off until asked for; lines of a file and copied texts are judged as they come."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.one_text import SentimentResult, SentimentTask, TextSentiment
from desktop_lm.ui.sentiment.live.live_page import LivePage
from desktop_lm.ui.sentiment.live.watch import ClipboardWatch, FileWatch
from desktop_lm.ui.window.main_window import MainWindow
from tests.support.scripts import write_script
from tests.ui.conftest import PATIENCE_MS, Desk

BAD = Verdict((0.05, 0.1, 0.85), unsure=False)
WEAK = Verdict((0.2, 0.3, 0.5), unsure=False)


@pytest.fixture
def page(desk: Desk) -> LivePage:
    desk.window.open_tab(1)
    return desk.window.sentiment.live.open()


def asked(desk: Desk) -> list[int]:
    """The quiet questions of live mode, in order."""
    jobs = [job for job, (owner, _) in desk.runner.quiet.items() if owner.endswith(":live")]
    return sorted(jobs, reverse=True)


def is_more(desk: Desk, before: int) -> bool:
    return len(asked(desk)) > before


def answer(desk: Desk, verdict: Verdict, text: str) -> None:
    """Answer the quiet question that was asked last."""
    job = asked(desk)[-1]
    owner, _ = desk.runner.quiet[job]
    result = SentimentResult((TextSentiment(text, verdict),))
    desk.runner.emit(JobChanged(job, owner, JobState.DONE, result=result))
    desk.deliver()


def fail(desk: Desk, code: Code) -> None:
    """The quiet question that was asked last cannot be answered."""
    job = asked(desk)[-1]
    owner, _ = desk.runner.quiet[job]
    desk.runner.emit(JobChanged(job, owner, JobState.FAILED, error=AppError(code)))
    desk.deliver()


def texts_asked(desk: Desk) -> tuple[str, ...]:
    """The texts of the quiet question that was asked last."""
    _, factory = desk.runner.quiet[asked(desk)[-1]]
    task = desk.runner.made(factory)
    assert isinstance(task, SentimentTask)
    return task._given.texts


def answer_all(desk: Desk, verdict: Verdict) -> None:
    """Answer the quiet question that was asked last, with this for all of its texts."""
    job = asked(desk)[-1]
    owner, _ = desk.runner.quiet[job]
    result = SentimentResult(tuple(TextSentiment(text, verdict) for text in texts_asked(desk)))
    desk.runner.emit(JobChanged(job, owner, JobState.DONE, result=result))
    desk.deliver()


def test_nothing_is_watched_until_it_is_asked_for(desk: Desk, page: LivePage) -> None:
    QGuiApplication.clipboard().setText("The worst service I have ever had.")
    assert not page.clipboard_box.isChecked()
    assert not page.file_box.isChecked()
    assert not asked(desk)


def test_new_lines_of_a_file_are_told_whole_and_once(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mail.log"
    path.write_text("An old line\n", encoding="utf-8")
    watch = FileWatch(path)
    found: list[str] = []
    watch.text.connect(found.append)
    with path.open("ab") as file:
        for part in (b"A half li", "ne, caf\u00e9".encode()[:-1]):
            file.write(part)
            file.flush()
            watch.look()
        assert not found
        file.write("\u00e9".encode()[1:] + b"\n12345\n\nAnother one\n")
    watch.look()
    watch.look()
    assert found == ["A half line, caf\u00e9", "Another one"]
    path.write_text("New\n", encoding="utf-8")  # shorter: begun anew
    watch.look()
    assert found[2:] == ["New"]
    path.unlink()
    watch.look()
    watch.stop()
    watch.deleteLater()


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("begun", [True, False])
def test_a_file_in_utf_16_is_read_as_that(tmp_path: Path, order: str, begun: bool) -> None:
    """Also one that is empty yet, as a program makes it that writes such files."""
    path = tmp_path / "mail.log"
    first = "\ufeffOld\n".encode(f"utf-16-{order}")
    path.write_bytes(first if begun else b"")
    watch = FileWatch(path)
    found: list[str] = []
    watch.text.connect(found.append)
    with path.open("ab") as file:
        file.write((b"" if begun else first) + "Käse\n".encode(f"utf-16-{order}"))
    watch.look()
    watch.stop()
    watch.deleteLater()
    assert found == (["Käse"] if begun else ["Old", "Käse"])


def test_of_a_line_that_is_too_long_the_end_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "mail.log"
    path.write_bytes(b"")
    watch = FileWatch(path)
    found: list[str] = []
    watch.text.connect(found.append)
    with path.open("a", encoding="utf-8") as file:
        for part in ("word " * 5_000, "\n", "Fine.\n"):
            file.write(part)
            file.flush()
            watch.look()
    watch.stop()
    watch.deleteLater()
    assert found == ["Fine."]


def test_a_strongly_negative_line_raises_a_notice_and_a_weak_one_does_not(
    qtbot: QtBot, desk: Desk, page: LivePage, tmp_path: Path
) -> None:
    path = tmp_path / "mail.log"
    path.write_text("", encoding="utf-8")
    page.watch_file(path)
    assert desk.window.sentiment.live.button.text() == "&Watching"
    notices: list[str] = []
    page.noticed.connect(notices.append)
    for text, verdict in (("It was rather cold.", WEAK), ("Never again!", BAD)):
        before = len(asked(desk))
        with path.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
        qtbot.waitUntil(partial(is_more, desk, before), timeout=PATIENCE_MS)
        answer(desk, verdict, text)
    assert notices == ["A strongly negative text: Never again!"]
    assert "Never again!" in page.banner.sentence
    assert page.list.count() == 2
    assert page.list.item(0).text().endswith("Negative 85%: Never again!")
    page.shut()
    assert desk.window.sentiment.live.button.text() == "&Watch…"


def test_a_notice_comes_from_the_percentage_on_that_is_shown(page: LivePage) -> None:
    page.percent.setValue(85)
    notices: list[str] = []
    page.noticed.connect(notices.append)
    for share in (0.844, 0.846):
        page.judge.judged.emit("Never again!", Verdict((0.05, 0.95 - share, share), unsure=False))
    shown = [page.list.item(at).text().split("  ")[1] for at in range(2)]
    assert shown == ["Negative 85%: Never again!", "Negative 84%: Never again!"]
    assert len(notices) == 1


def test_a_file_that_cannot_be_watched_is_told(page: LivePage, tmp_path: Path) -> None:
    page.watch_file(tmp_path / "nowhere.log")
    assert "nowhere.log" in page.banner.sentence
    assert not page.file_box.isChecked()


class SystemClipboard(QObject):
    """A clipboard that several programs share, which the one of the tests' platform is not."""

    dataChanged = Signal()  # noqa: N815 - as in Qt

    def __init__(self) -> None:
        super().__init__()
        self._text, self._is_ours = "", False

    def put(self, text: str, *, by_us: bool) -> None:
        self._text, self._is_ours = text, by_us
        self.dataChanged.emit()

    def text(self) -> str:
        return self._text

    def ownsClipboard(self) -> bool:  # noqa: N802 - as in Qt
        return self._is_ours


def test_what_this_program_copies_itself_is_passed_over(qtbot: QtBot) -> None:
    clipboard = SystemClipboard()
    clipboard.put("It was here before.", by_us=False)
    watch = ClipboardWatch(cast("QClipboard", clipboard))
    found: list[str] = []
    watch.text.connect(found.append)
    clipboard.put("The worst service I have ever had.", by_us=True)
    assert not found
    clipboard.put("The best service I have ever had.", by_us=False)
    clipboard.put("The best service I have ever had.", by_us=False)
    assert found == ["The best service I have ever had."]
    watch.stop()
    clipboard.put("It came too late.", by_us=False)
    assert len(found) == 1
    watch.deleteLater()


def test_what_is_copied_is_judged_while_the_clipboard_is_watched(
    desk: Desk, page: LivePage
) -> None:
    page.clipboard_box.setChecked(True)
    QGuiApplication.clipboard().setText("The worst service I have ever had.")
    assert len(asked(desk)) == 1
    answer(desk, BAD, "The worst service I have ever had.")
    page.clipboard_box.setChecked(False)
    QGuiApplication.clipboard().setText("It came too late.")
    assert len(asked(desk)) == 1
    page.close_button.click()
    assert not page.isVisible()


def test_texts_that_came_without_a_model_are_judged_once_there_is_one(
    desk: Desk, page: LivePage
) -> None:
    told: list[str] = []
    page.judge.judged.connect(lambda text, _: told.append(text))
    page.judge.take("The first text.")
    fail(desk, Code.NO_MODEL)
    assert "model" in page.banner.sentence
    page.banner.hide()
    for number in range(2, 10):
        page.judge.take(f"Text number {number}.")
    assert len(asked(desk)) == 1  # each would fail like the first
    page.judge.again.timeout.emit()  # and so does this
    fail(desk, Code.NO_MODEL)
    assert not page.banner.sentence  # it was said
    desk.runner.model_ready()
    desk.deliver()
    assert texts_asked(desk)[:2] == ("The first text.", "Text number 2.")
    answer_all(desk, WEAK)
    answer_all(desk, WEAK)
    assert told == ["The first text.", *(f"Text number {number}." for number in range(2, 10))]
    page.shut()


def test_texts_whose_model_was_unloaded_wait_for_it(desk: Desk, page: LivePage) -> None:
    page.judge.take("It was rather cold.")
    job = asked(desk)[-1]
    owner, _ = desk.runner.quiet[job]
    desk.runner.emit(JobChanged(job, owner, JobState.STOPPED))
    desk.deliver()
    assert not page.banner.sentence
    page.judge.again.timeout.emit()
    assert len(asked(desk)) == 2
    assert texts_asked(desk) == ("It was rather cold.",)
    answer_all(desk, WEAK)
    assert not page.judge.again.isActive()


def test_a_text_that_the_engine_fails_on_is_told_and_costs_no_other(
    desk: Desk, page: LivePage
) -> None:
    told: list[str] = []
    page.judge.judged.connect(lambda text, _: told.append(text))
    errors: list[AppError] = []
    page.judge.failed.connect(errors.append)
    for text in ("One.", "Two.", "Three.", "Four."):
        page.judge.take(text)
    answer_all(desk, WEAK)
    assert texts_asked(desk) == ("Two.", "Three.", "Four.")
    fail(desk, Code.DECODE_FAILED)
    assert texts_asked(desk) == ("Two.",)
    assert not errors  # the others may do
    fail(desk, Code.DECODE_FAILED)
    assert errors == [AppError(Code.DECODE_FAILED)]
    assert texts_asked(desk) == ("Three.",)
    answer_all(desk, WEAK)
    answer_all(desk, WEAK)
    assert told == ["One.", "Three.", "Four."]


def test_of_more_texts_than_can_wait_the_oldest_are_let_go(desk: Desk, page: LivePage) -> None:
    for number in range(501):
        page.judge.take(f"Text {number}.")
    fail(desk, Code.NO_MODEL)
    page.judge.take("The last text.")
    page.judge.again.timeout.emit()
    assert texts_asked(desk)[0] == "Text 2."
    page.shut()


def test_a_text_that_came_before_any_model_waits_for_the_first(
    qtbot: QtBot, scripted_window: MainWindow, tmp_path: Path
) -> None:
    scripted_window.open_tab(1)
    live = scripted_window.sentiment.live.open()
    judged: list[str] = []
    live.judge.judged.connect(lambda text, _: judged.append(text))
    live.judge.take("The soup was cold.")
    qtbot.waitUntil(lambda: bool(live.banner.sentence), timeout=PATIENCE_MS)
    scripted_window._desk.runner.open_model(write_script(tmp_path, answer=["Yes."]))
    qtbot.waitUntil(lambda: judged == ["The soup was cold."], timeout=PATIENCE_MS)
    live.shut()
