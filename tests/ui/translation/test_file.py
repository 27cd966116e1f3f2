"""A file on the Translation tab: preview, a run with pauses, the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.jobs.translation.file.order import held
from desktop_lm.tasks.translation.checks import Finding, Flag
from desktop_lm.tasks.translation.many_segments import Translated, TranslationManyTask
from desktop_lm.ui.chunk_run import RunState
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.file.file_page import FilePage
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.support.packed_books import word_file
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.hands import CONTROL, SHIFT, press

PAGE = (
    "# The harbour at night\n\nThe sea was calm. The lamp was **lit** again at six.\n\n- One boat\n"
)
SEGMENTS = 4
STRONG = 60  # of 255: letters, not the grey of a frame


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tab: TranslationTab, source: Path) -> FilePage:
    """The preview of the file."""
    model = source.with_name("model.gguf")
    model.write_bytes(b"any")
    desk.runner.model_ready(str(model))
    desk.deliver()
    return opened(qtbot, tab, source)


def opened(qtbot: QtBot, tab: TranslationTab, source: Path) -> FilePage:
    assert tab.take_file(str(source))
    page = tab.files.page
    assert page is not None
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    return page


def begin(qtbot: QtBot, desk: Desk, page: FilePage) -> int:
    before = desk.runner.last
    page.preview.start_button.click()
    qtbot.waitUntil(lambda: desk.runner.last > before, timeout=PATIENCE_MS)
    return desk.runner.last


def translate(desk: Desk, job: int, count: int = SEGMENTS, *found: Finding) -> None:
    """Let the model write capitals for the first segments."""
    task = desk.runner.task(job)
    assert isinstance(task, TranslationManyTask)
    desk.runner.change(job, JobState.RUNNING)
    segments = task._given.segments[:count]
    desk.runner.output(
        job,
        *(Translated(at, text.upper(), findings=found) for at, text in enumerate(segments)),
    )


def finish(qtbot: QtBot, desk: Desk, page: FilePage, job: int) -> None:
    desk.runner.change(job, JobState.DONE)
    desk.deliver()
    qtbot.waitUntil(page.report.isVisible, timeout=PATIENCE_MS)


def test_the_preview_says_what_the_file_is_and_where_it_goes(
    page: FilePage, tab: TranslationTab
) -> None:
    preview = page.preview
    assert preview.facts.text() == "Markdown · 3 texts · 17 words"
    assert [preview.texts.item(at).text() for at in range(preview.texts.count())] == [
        *("The harbour at night", "The sea was calm. The lamp was lit again at six.", "One boat")
    ]
    assert preview.source.code == "en"
    assert preview.target.text() == "The new file is harbour.fr.md"
    assert preview.bilingual.isEnabled()
    assert not preview.columns.isVisible()
    preview.target_language.choose("de")
    assert preview.target.text() == "The new file is harbour.de.md"
    assert tab.languages.pair == ("en", "de")


def test_a_long_name_does_not_widen_the_window(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, source: Path
) -> None:
    width = desk.window.width()
    path = source.with_name("harbour" * 30 + ".md")
    path.write_text(PAGE, encoding="utf-8")
    opened(qtbot, tab, path)
    assert desk.window.minimumSizeHint().width() <= width
    assert page.name.text() == path.name
    assert page.preview.target.toolTip().endswith("harbour.fr.md")
    job = begin(qtbot, desk, page)
    translate(desk, job)
    finish(qtbot, desk, page, job)

    assert desk.window.minimumSizeHint().width() <= width
    assert page.report.title.text().splitlines()[1].endswith("harbour.fr.md is the new file")
    assert path.with_name("harbour" * 30 + ".fr.md").exists()


def letters(page: FilePage) -> list[str]:
    """What Alt is pressed with, on what is shown."""
    texts = [w.text() for w in page.findChildren(QAbstractButton) if w.isVisible()]
    texts += [w.text() for w in page.findChildren(QLabel) if w.isVisible()]
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]


def test_no_two_mnemonics_are_the_same(qtbot: QtBot, desk: Desk, page: FilePage) -> None:
    menus = [*"feirvh"]
    page.preview.redo.show()
    for state in range(3):
        found = letters(page) + menus
        assert len(found) == len(set(found)), sorted(found)
        if state == 0:
            job = begin(qtbot, desk, page)
        elif state == 1:
            translate(desk, job)
            finish(qtbot, desk, page, job)


def first_ink(widget: QWidget, part: QRect, window: QWidget) -> int:
    """How far from the window's left the first thing painted in ``part`` stands."""
    image = widget.grab(part).toImage()
    ground = image.pixelColor(image.width() - 1, 0).lightness()
    for x in range(image.width()):
        if any(
            abs(image.pixelColor(x, y).lightness() - ground) > STRONG for y in range(image.height())
        ):
            return widget.mapTo(window, part.topLeft()).x() + x
    raise AssertionError("nothing is painted")


@pytest.mark.parametrize("percent", [100, 150])
def test_the_heading_of_the_doubts_begins_where_they_do(
    qtbot: QtBot, desk: Desk, page: FilePage, theme: Theme, percent: int
) -> None:
    job = begin(qtbot, desk, page)
    translate(desk, job, SEGMENTS, Finding(Flag.UNSURE))
    finish(qtbot, desk, page, job)
    theme.set_text_percent(percent)

    heading, rows = page.report.doubts_title, page.report.doubts
    row = rows.visualItemRect(rows.item(0))
    places = [
        first_ink(heading, heading.rect(), desk.window),
        first_ink(rows.viewport(), row, desk.window),
    ]
    # A letter has room of its own at its side.
    assert abs(places[0] - places[1]) <= 2 * percent / 100


def test_a_run_comes_to_its_file_and_its_report(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, source: Path
) -> None:
    job = begin(qtbot, desk, page)
    assert page.progress.words.text() == "0 of 4 segments"
    findings = (Finding(Flag.NUMBERS, ("7",)), Finding(Flag.UNSURE))
    translate(desk, job, SEGMENTS, *findings)
    finish(qtbot, desk, page, job)

    written = source.with_name("harbour.fr.md")
    assert "**LIT**" in written.read_text(encoding="utf-8")
    assert source.read_text(encoding="utf-8") == PAGE
    assert page.report.title.text() == "harbour.md is translated\nharbour.fr.md is the new file"
    assert page.report.facts.rows[:2] == (("Segments in the file", "4"), ("Segments written", "4"))
    assert page.report.doubts_title.text() == "Worth a look: 4"
    assert page.report.doubts.item(0).text() == (
        "Line 1: The number “7” is missing.\nLine 1: The model was not sure of it.\n"
        "The harbour at night\n→ THE HARBOUR AT NIGHT"
    )
    assert {file.name for file in source.parent.iterdir()} >= {"harbour.md", "harbour.fr.md"}
    assert not list(source.parent.glob("*.progress"))
    tab.files._choose("de", "it")
    page.report.done_button.click()
    assert not tab.files.is_open
    assert tab.languages.pair == ("en", "fr")
    assert opened(qtbot, tab, source).preview.target.text() == "The new file is harbour.fr 2.md"


def test_a_pause_keeps_what_was_translated_and_a_closed_run_goes_on(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, source: Path
) -> None:
    job = begin(qtbot, desk, page)
    translate(desk, job, 2)
    desk.deliver()
    page.progress.pause_button.click()
    assert desk.runner.cancelled == [job]
    desk.runner.change(job, JobState.STOPPED)
    desk.deliver()
    run = page.run
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.PAUSED, timeout=PATIENCE_MS)
    assert page.progress.words.text().startswith("Paused. 2 of 4 segments")
    draft = tab.snapshot()
    assert draft["file"]["file"] == str(source)

    page.progress.cancel_button.click()
    assert page.preview.start_button.text() == "&Continue"
    page.close_file()
    tab.restore(draft)
    assert tab.banner.sentence == "The translation of harbour.md is not at its end."
    assert tab.snapshot()["file"] == draft["file"]  # and at the next start, if nobody goes on
    opened(qtbot, tab, source)
    assert page.preview.start_button.text() == "&Continue"
    job = begin(qtbot, desk, page)
    task = desk.runner.task(job)
    assert isinstance(task, TranslationManyTask)
    assert len(task._given.segments) == SEGMENTS - 2
    translate(desk, job)
    finish(qtbot, desk, page, job)
    assert tab.snapshot()["file"] == {}


def test_a_run_does_not_go_on_with_another_model(
    qtbot: QtBot, desk: Desk, page: FilePage, tmp_path: Path
) -> None:
    job = begin(qtbot, desk, page)
    other = tmp_path / "other.gguf"
    other.write_bytes(b"another")
    desk.runner.model_ready(str(other))
    desk.deliver()
    with pytest.raises(AppError) as caught:
        desk.runner.task(job)
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.change(job, JobState.FAILED, error=caught.value)
    desk.deliver()
    qtbot.waitUntil(lambda: "another model" in page.banner.sentence, timeout=PATIENCE_MS)
    assert page.run is not None
    assert page.run.state is RunState.PAUSED

    desk.runner.model_ready(str(tmp_path / "model.gguf"))
    desk.deliver()
    page.start()
    qtbot.waitUntil(lambda: desk.runner.last > job, timeout=PATIENCE_MS)
    translate(desk, desk.runner.last)
    finish(qtbot, desk, page, desk.runner.last)


def test_a_window_that_closes_over_a_file_offers_to_go_on_with_it(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, source: Path
) -> None:
    tab.files._choose("de", "it")
    begin(qtbot, desk, page)
    desk.window.close()

    draft = tab.snapshot()
    assert draft["file"]["file"] == str(source)
    assert (draft["from"], draft["to"]) == ("en", "fr")  # the texts' own languages


def save_as(page: FilePage, target: Path) -> None:
    """Choose another new file, and say yes to a question about one that is there."""

    def name_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.setText(str(target))
        QTimer.singleShot(0, page, say_yes)
        dialog.accept()  # which waits for an answer to a question

    def say_yes() -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, QMessageBox):
            question.button(QMessageBox.StandardButton.Yes).click()

    QTimer.singleShot(0, page, name_it)
    page.preview.target_button.click()


def broken_off(qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab) -> None:
    """Begin, pause, close the file and come back to it by the offer of the next start."""
    job = begin(qtbot, desk, page)
    translate(desk, job, 1)
    desk.deliver()
    page.progress.pause_button.click()
    desk.runner.change(job, JobState.STOPPED)
    desk.deliver()
    run = page.run
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.PAUSED, timeout=PATIENCE_MS)
    draft = json.loads(json.dumps(tab.snapshot()))
    page.close_file()
    tab.restore(draft)
    next(b for b in tab.banner.findChildren(QAbstractButton) if b.text() == "Go on").click()
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)


def test_going_on_goes_on_with_the_languages_of_the_run(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, source: Path
) -> None:
    tab.files._choose("de", "it")
    assert tab.files.choices_of_texts.target == "fr"
    broken_off(qtbot, desk, page, tab)

    preview = page.preview
    assert (preview.source.code, preview.target_language.code) == ("de", "it")
    assert preview.start_button.text() == "&Continue"
    job = begin(qtbot, desk, page)
    task = desk.runner.task(job)
    assert isinstance(task, TranslationManyTask)
    assert len(task._given.segments) == SEGMENTS - 1
    translate(desk, job)
    finish(qtbot, desk, page, job)
    written = source.with_name("harbour.it.md").read_text(encoding="utf-8")
    assert written == PAGE.upper()
    assert not source.with_name("harbour.fr.md").exists()
    assert not list(source.parent.glob("*.progress"))


def test_going_on_goes_on_with_columns_both_languages_and_a_name_of_ones_own(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, tmp_path: Path
) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("name,note\nAda,Some kind words\nBert,And some more of them\n")
    opened(qtbot, tab, path)
    preview = page.preview
    preview.columns.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: "4 texts" in preview.facts.text(), timeout=PATIENCE_MS)
    preview.bilingual.click()
    own = tmp_path / "for Ada.csv"
    save_as(page, own)
    broken_off(qtbot, desk, page, tab)

    assert preview.target.text() == "The new file is for Ada.csv"
    assert preview.facts.text().startswith("Table · 4 texts")
    assert preview.start_button.text() == "&Continue"
    job = begin(qtbot, desk, page)
    translate(desk, job)
    finish(qtbot, desk, page, job)
    assert (
        own.read_text(encoding="utf-8").splitlines()[1] == "Ada,ADA,Some kind words,SOME KIND WORDS"
    )


def test_a_file_that_may_be_replaced_is_replaced_also_after_a_pause(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, source: Path
) -> None:
    own = source.with_name("mine.md")
    own.write_text("former", encoding="utf-8")
    save_as(page, own)
    assert page.preview.start_button.text() == "&Translate"
    broken_off(qtbot, desk, page, tab)
    assert own.read_text(encoding="utf-8") == "former"

    assert page.preview.target.text() == "The new file is mine.md"
    job = begin(qtbot, desk, page)
    translate(desk, job)
    finish(qtbot, desk, page, job)
    assert own.read_text(encoding="utf-8") == PAGE.upper()


def test_a_file_that_appears_under_the_chosen_name_is_not_replaced_unasked(
    qtbot: QtBot, desk: Desk, page: FilePage, source: Path
) -> None:
    own = source.with_name("mine.md")
    save_as(page, own)
    own.write_text("former", encoding="utf-8")
    page.preview.start_button.click()
    qtbot.waitUntil(lambda: "exists already" in page.banner.sentence, timeout=PATIENCE_MS)

    save_as(page, own)
    job = begin(qtbot, desk, page)
    translate(desk, job)
    finish(qtbot, desk, page, job)
    assert own.read_text(encoding="utf-8") == PAGE.upper()


def test_going_on_goes_on_with_the_strings_that_were_named(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, tmp_path: Path
) -> None:
    path = tmp_path / "texts.json"
    path.write_text('{"title": "The harbour", "items": [{"text": "One boat", "id": "b one"}]}')
    opened(qtbot, tab, path)
    page.preview.paths.setText("title, items[*].text")
    page.preview.paths.editingFinished.emit()
    broken_off(qtbot, desk, page, tab)

    assert page.preview.paths.text() == "title, items[*].text"
    assert page.preview.start_button.text() == "&Continue"
    job = begin(qtbot, desk, page)
    translate(desk, job)
    finish(qtbot, desk, page, job)
    assert json.loads(path.with_name("texts.fr.json").read_text(encoding="utf-8")) == {
        "title": "THE HARBOUR",
        "items": [{"text": "ONE BOAT", "id": "b one"}],
    }


@pytest.mark.parametrize(
    "wrong", [{"columns": [1]}, {"languages": ["en", "xx"]}, {"bilingual": 1}, {"target": None}]
)
def test_a_broken_off_run_that_makes_no_sense_opens_its_file(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab, wrong: dict[str, object]
) -> None:
    begin(qtbot, desk, page)
    draft = tab.snapshot()
    page.close_file()
    draft["file"].update(wrong)
    tab.restore(draft)
    next(b for b in tab.banner.findChildren(QAbstractButton) if b.text() == "Go on").click()
    qtbot.waitUntil(page.preview.isVisible, timeout=PATIENCE_MS)
    assert page.preview.target.text() == "The new file is harbour.fr.md"


def test_a_cancel_does_not_wait_until_all_of_a_long_file_is_read(
    qtbot: QtBot, desk: Desk, page: FilePage, source: Path
) -> None:
    source.write_text("".join(f"Sentence number {n} about the sea.\n\n" for n in range(20_000)))
    told: list[int] = []
    page.preview.start_button.click()
    assert page.run is not None
    page.run.items_read.connect(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)

    page.progress.cancel_button.click()

    assert page.unfinished is None
    assert page.preview.isVisible()
    assert max(told) < 20_000
    # What was read of it so far is gone: all would be there, had it been waited for.
    assert not list(source.parent.glob("*.progress"))
    assert desk.runner.last == 0


def test_ctrl_return_begins_and_what_went_wrong_is_told(
    qtbot: QtBot, desk: Desk, page: FilePage
) -> None:
    press(page.preview, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.run is not None and page.run.progress is not None)
    qtbot.waitUntil(lambda: desk.runner.last > 0, timeout=PATIENCE_MS)
    job = desk.runner.last
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.change(job, JobState.FAILED, error=AppError(Code.NO_MODEL))
    desk.deliver()
    qtbot.waitUntil(lambda: bool(page.banner.sentence), timeout=PATIENCE_MS)
    assert page.progress.pause_button.text() == "&Continue"
    assert page.progress.pause_button.accessibleName() == "Continue"
    page.close_file()


def test_enter_begins_and_when_pressed_twice_does_not_cancel(
    qtbot: QtBot, desk: Desk, page: FilePage
) -> None:
    page.preview.start_button.setFocus()
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, Qt.Key.Key_Return)
    assert page.run is not None
    qtbot.waitUntil(lambda: desk.runner.last > 0, timeout=PATIENCE_MS)
    page.close_file()


def test_columns_of_a_table_are_chosen(
    qtbot: QtBot, desk: Desk, tab: TranslationTab, tmp_path: Path
) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("name,note\nAda,Some kind words\nBert,And some more of them\n")
    page = opened(qtbot, tab, path)
    preview = page.preview
    states = [preview.columns.item(at).checkState() for at in range(2)]
    assert states == [Qt.CheckState.Unchecked, Qt.CheckState.Checked]
    preview.columns.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: "4 texts" in preview.facts.text(), timeout=PATIENCE_MS)
    preview.bilingual.click()
    order = preview.order()
    assert (order.choice.columns, order.bilingual) == (("name", "note"), True)
    page.close_file()


def test_a_file_that_cannot_be_read_is_refused_on_the_tab(
    qtbot: QtBot, tab: TranslationTab, tmp_path: Path
) -> None:
    broken = word_file(tmp_path / "broken.docx")
    broken.write_bytes(broken.read_bytes()[:-200])
    assert not tab.take_file(str(tmp_path / "picture.png"))
    assert tab.take_file(str(broken))
    qtbot.waitUntil(lambda: "broken.docx is damaged" in tab.banner.sentence, timeout=PATIENCE_MS)
    assert not tab.files.is_open


def test_keys_of_the_texts_do_not_change_them_behind_a_file(
    qtbot: QtBot, tab: TranslationTab, source: Path
) -> None:
    lines = "The boat that lies in the har-\nbour is as old as the town is."
    tab.restore({"text": lines, "translation": "Le bateau.", "whole": True, "from": "en"})
    page = opened(qtbot, tab, source)
    tab.files._choose("de", "it")

    press(page.preview.start_button, Qt.Key.Key_S, CONTROL | SHIFT)
    assert not tab.mending.action.isEnabled()

    assert (page.preview.source.code, page.preview.target_language.code) == ("it", "de")
    page.close_file()
    assert (tab.box.text(), tab.pane.text()) == (lines, "Le bateau.")
    assert tab.languages.pair == ("en", "fr")
    assert tab.mending.action.isEnabled()


def test_a_file_is_put_away_also_where_the_last_of_it_cannot_be_kept(
    qtbot: QtBot, desk: Desk, page: FilePage, tab: TranslationTab
) -> None:
    job = begin(qtbot, desk, page)
    translate(desk, job, 1)
    desk.deliver()
    run = page.run
    assert run is not None
    assert run._run is not None
    run._run.connection.execute("PRAGMA query_only = ON")  # as a disk that went read-only

    page.close_file()

    assert not tab.files.is_open
    assert page.unfinished is None
    with held(run.order):  # nobody holds its target any more
        assert run.order.progress.exists()
