from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.tasks.context_use import ContextTask, ContextUse, DocumentUseTask
from desktop_lm.ui.prompt.context.context_meter import ContextMeter
from desktop_lm.ui.prompt.context.context_words import description, warning
from desktop_lm.ui.window.main_window import MainWindow
from tests.ui.conftest import PATIENCE_MS, Desk
from tests.ui.fake_runner import STARTER
from tests.ui.hands import type_text


def meter(window: MainWindow) -> ContextMeter:
    found = window.prompt.composer.findChild(ContextMeter)
    assert isinstance(found, ContextMeter)
    return found


def test_what_is_typed_is_counted_when_one_pauses(qtbot: QtBot, desk: Desk) -> None:
    type_text(desk.window.prompt.composer.box, "How many words are these?")

    qtbot.waitUntil(lambda: bool(desk.runner.quiet), timeout=PATIENCE_MS)

    owner, factory = list(desk.runner.quiet.values())[-1]
    assert owner == "prompt:context"
    assert isinstance(desk.runner.made(factory), ContextTask)
    assert desk.runner.last == 0
    assert desk.status == "Ready"
    desk.window.prompt.composer.show_context(ContextUse(20, 0, 6, 512, 4096))
    assert "this prompt 6" in meter(desk.window).bar.accessibleDescription()


def test_the_meter_is_below_the_box_also_where_files_came_first(desk: Desk) -> None:
    composer = desk.window.prompt.composer
    composer.put_above(QLabel("a.txt"))
    composer.show_context(ContextUse(20, 0, 6, 512, 4096))
    QApplication.processEvents()
    assert meter(desk.window).y() > composer.box.geometry().bottom()


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (ContextUse(10, 0, 5, 100, 1000), ""),
        (ContextUse(10, 600, 100, 100, 1000, left_out=1), "The oldest turn will"),
        (ContextUse(10, 600, 100, 100, 1000, left_out=3), "The oldest 3 turns will be left out"),
        (ContextUse(10, 0, 1200, 100, 1000), "211 tokens more than fit"),
        (
            ContextUse(10, 0, 700, 100, 1000, unread=1234, document=True),
            "the first 1,234 characters",
        ),
        (ContextUse(10, 0, 950, 100, 1000), "room for 40 tokens of answer, not for 100"),
    ],
)
def test_what_does_not_fit_is_told_beforehand(desk: Desk, use: ContextUse, words: str) -> None:
    desk.window.prompt.composer.show_context(use)

    assert words in warning(use)
    assert warning(use) in description(use)
    assert meter(desk.window).line.isHidden() is not bool(words)


def test_an_estimate_is_marked_as_one(desk: Desk) -> None:
    assert description(ContextUse(1, 2, 3, 4, 100, exact=False)).startswith("An estimate")
    assert "estimate" not in description(ContextUse(1, 2, 3, 4, 100))


def test_without_a_model_there_is_an_estimate_for_the_last_context(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.runner.emit(ModelChanged(ModelState.NONE, STARTER))
    desk.deliver()
    asked = len(desk.runner.quiet)

    type_text(desk.window.prompt.composer.box, "x" * 40)

    window = desk.window
    qtbot.waitUntil(
        lambda: (
            window.prompt.composer.findChild(ContextMeter) is not None
            and "prompt 10" in meter(window).bar.accessibleDescription()
        ),
        timeout=PATIENCE_MS,
    )
    assert meter(window).bar.accessibleDescription().startswith("An estimate")
    assert len(desk.runner.quiet) == asked


def test_what_is_too_long_to_be_counted_is_an_estimate_though_a_model_is_loaded(
    qtbot: QtBot, desk: Desk
) -> None:
    window = desk.window
    window.prompt.composer.box.set_text("word " * 70_000)
    qtbot.waitUntil(
        lambda: window.prompt.composer.findChild(ContextMeter) is not None, timeout=PATIENCE_MS
    )
    words = meter(window).bar.accessibleDescription()
    assert words.startswith("An estimate, because this is too long to be counted. Of 4,096 tokens")


def test_a_document_has_the_same_meter(qtbot: QtBot, desk: Desk) -> None:
    tab = desk.window.prompt
    tab.documents.begin()
    asked = len(desk.runner.quiet)
    type_text(tab.documents.desk.page.editor, "Once upon a time")
    qtbot.waitUntil(lambda: len(desk.runner.quiet) > asked, timeout=PATIENCE_MS)
    _, factory = list(desk.runner.quiet.values())[-1]
    assert isinstance(desk.runner.made(factory), DocumentUseTask)

    tab.context.counted.emit(ContextUse(30, 0, 4, 160, 4096, document=True))

    shown = tab.documents.desk.page.findChild(ContextMeter)
    assert isinstance(shown, ContextMeter)
    assert "the text before the caret 4" in shown.bar.accessibleDescription()
    assert tab.composer.findChild(ContextMeter) is None
