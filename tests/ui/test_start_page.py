"""The page of an empty conversation in a small window with large letters."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop_lm.jobs.events import ModelChosen
from desktop_lm.jobs.model_owners import GENERAL
from desktop_lm.ui.prompt.starter_hint import StarterHint
from desktop_lm.ui.widgets.flow import Flow
from tests.ui.conftest import Desk
from tests.ui.fake_runner import STARTER

OTHER = "/models/Qwen3-4B-Q4_K_M.gguf"


def test_nothing_on_the_start_page_is_cut_off(desk: Desk) -> None:
    window = desk.window
    window.prompt.begin()
    window.theme.set_text_percent(200)
    window.resize(window.minimumSizeHint())
    window.prompt.banner.show_note("A note takes some of the room.")
    for _ in range(3):
        QApplication.processEvents()

    start = window.prompt.parts.invitation.parentWidget()
    assert start is not None
    [templates] = start.findChildren(Flow)
    words: list[QWidget] = [
        *window.prompt.parts.invitation.findChildren(QLabel),
        *window.prompt.parts.invitation.findChildren(QPushButton),
    ]
    assert templates.isVisible()
    assert templates.height() >= templates.heightForWidth(templates.width())
    for word in words:
        needed = word.heightForWidth(word.width())
        assert word.height() >= (needed if needed > 0 else word.sizeHint().height())


def test_the_starter_model_is_called_small_until_another_answers(desk: Desk) -> None:
    window = desk.window
    assert not window.findChildren(StarterHint)
    desk.runner.emit(ModelChosen(GENERAL, STARTER))
    desk.deliver()
    [hint] = window.findChildren(StarterHint)
    assert hint.isVisible()

    hint.clicked.emit("#")
    models = window.models.window
    assert models.tabs.currentWidget() is models.catalogue_page
    models.close()

    desk.runner.emit(ModelChosen(GENERAL, OTHER))
    desk.deliver()
    assert not hint.isVisible()
