"""The Translation tab on a runner whose events the test makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from desktop_lm.jobs.events import JobState
from desktop_lm.storage.translations.glossaries import Glossaries
from desktop_lm.tasks.text.segments import Segment, segments
from desktop_lm.tasks.translation.known import KnownTranslations
from desktop_lm.tasks.translation.one_text import TranslationTask
from desktop_lm.tasks.translation.updates import SegmentDone, TranslationText
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow
from desktop_lm.ui.translation.translation_tab import TranslationTab
from tests.ui.conftest import Desk
from tests.ui.hands import CONTROL, press

Translator = Callable[[str], str]


@pytest.fixture
def tab(desk: Desk) -> TranslationTab:
    """English to French, nothing translated by itself."""
    desk.window.open_tab(2)
    tab = desk.window.translation
    tab.texts.live_switch.setChecked(False)
    tab.source_language.choose("en")
    tab.target_language.choose("fr")
    return tab


@pytest.fixture
def kept(tmp_path: Path) -> Glossaries:
    return Glossaries(tmp_path / "glossaries")


@pytest.fixture
def glossaries(qtbot: QtBot, theme: Theme, kept: Glossaries) -> Iterator[GlossaryWindow]:
    """The window of what is ``kept``, not shown yet."""
    window = GlossaryWindow(theme, kept)
    qtbot.addWidget(window)
    yield window
    window.close()
    window.end()


def translate(desk: Desk, tab: TranslationTab, text: str) -> int:
    """Write ``text`` and ask for its translation; the job's number comes back."""
    tab.box.set_text(text)
    tab.box.moveCursor(QTextCursor.MoveOperation.End)
    press(tab.box, Qt.Key.Key_Return, CONTROL)
    return desk.runner.last


def known_to(desk: Desk, job: int) -> KnownTranslations:
    """What the job's task need not translate."""
    task = desk.runner.task(job)
    assert isinstance(task, TranslationTask)
    return task._given.known


def segments_of(desk: Desk, job: int) -> list[str]:
    task = desk.runner.task(job)
    assert isinstance(task, TranslationTask)
    pieces = segments(task._given.text, task._given.source)
    return [piece.text for piece in pieces if isinstance(piece, Segment)]


def updates_of(desk: Desk, job: int, translator: Translator) -> list[object]:
    """What the task would tell if the model wrote what ``translator`` does."""
    task = desk.runner.task(job)
    assert isinstance(task, TranslationTask)
    given = task._given
    pieces = segments(given.text, given.source)
    total = sum(isinstance(piece, Segment) for piece in pieces)
    told: list[object] = []
    number = length = 0
    for piece in pieces:
        known = given.known.find(piece.text, "") if isinstance(piece, Segment) else None
        if isinstance(piece, Segment):
            words = known.target if known else translator(piece.text)
        else:
            words = piece.text
        told.append(TranslationText(words))
        length += len(words)
        if isinstance(piece, Segment):
            spans = piece.start, piece.end, length - len(words), length
            edited = bool(known and known.edited)
            doubts = known.doubts(piece.text, given.style.variety) if known else ()
            done = SegmentDone(
                *(number, total, *spans, 50.0), known=bool(known), edited=edited, findings=doubts
            )
            told.append(done)
            number += 1
    return told


def finish(desk: Desk, job: int, translator: Translator = str.upper) -> None:
    """Let the job run to its end."""
    desk.runner.change(job, JobState.RUNNING)
    desk.runner.output(job, *updates_of(desk, job, translator))
    desk.runner.change(job, JobState.DONE)
    desk.deliver()
