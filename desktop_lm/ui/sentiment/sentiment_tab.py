"""Sentiment: the text at one side, the verdict at the other."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged, JobState, ModelChanged
from desktop_lm.tasks.sentiment.one_text import (
    SentencesScored,
    TextScored,
)
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.ui.job_desk import SENTIMENT, JobDesk
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment import verdict_json
from desktop_lm.ui.sentiment.live.live_door import LiveDoor
from desktop_lm.ui.sentiment.profiles.judging import judging
from desktop_lm.ui.sentiment.profiles.profile_menu import ProfileMenu
from desktop_lm.ui.sentiment.profiles.teach_door import TeachDoor
from desktop_lm.ui.sentiment.sentence_list import SentenceRow
from desktop_lm.ui.sentiment.table_door import TableDoor
from desktop_lm.ui.sentiment.verdict_view import VerdictView
from desktop_lm.ui.sentiment.why.why_door import WhyDoor
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, MainButton, QuietButton
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.flow import Flow
from desktop_lm.ui.widgets.invitation import Invitation
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.banner import Banner
from desktop_lm.ui.window.tab_page import TabPage

JUDGE = QKeySequence.fromString("Ctrl+Return")


class SentimentTab(TabPage):
    """Judges the text as a whole and each of its sentences."""

    def __init__(self, theme: Theme, desk: JobDesk) -> None:
        super().__init__(theme, desk, SENTIMENT)
        self.box = TextBox(theme, self.tr("Write or paste a text"))
        self.box.setAccessibleName(self.tr("Text to judge"))
        self.view = VerdictView(theme)
        self._invitation = Invitation(
            theme,
            self.tr("Is a text friendly or angry? The model weighs it, sentence by sentence."),
            (
                self.tr(
                    "The room was clean and the staff were lovely. Breakfast was cold, though. "
                    "We paid by card."
                ),
            ),
            button_text=self.tr("Try an example"),
        )
        self.judge_button = MainButton(self.tr("&Analyse"), self.tr("Judge the text"), JUDGE)
        self.clear_button = QuietButton(
            theme,
            "eraser",
            self.tr("C&lear"),
            self.tr("Clear text and verdicts; this can be undone"),
            icon_only=True,
        )
        self.table_button = QuietButton(
            theme, "table", self.tr("Ta&ble…"), self.tr("Open a table and judge each row")
        )
        self.live = LiveDoor(self, desk)
        self.why = WhyDoor(theme, desk, self.box, self.view)
        self.view.add_button(self.why.button)
        self.profiles = ProfileMenu(theme)
        self.teaching = TeachDoor(self, self.profiles.choose)
        self._asked: dict[int, tuple[str, str]] = {}  # texts and the profiles to judge them by
        self._begun = 0
        self._lay_out()
        self.tables = TableDoor(self, self._splitter)
        self.live.live_in(self.tables.stack)
        self._connect()

    # --- for the window ---

    def start(self) -> None:
        """Judge the text in the box, or the table that is open."""
        if self.tables.start():
            return
        text = self.box.text()
        if not text.strip():
            self.refuse(Code.EMPTY_TEXT)
            self.box.setFocus()
            return
        self.banner.hide()
        profile = self.profiles.name
        self._asked[self.jobs.submit(judging(text, profile))] = text, profile

    @property
    def text_box(self) -> TextBox:
        """The box to write in."""
        return self.box

    def copy_result(self) -> None:
        """Copy the verdicts as lines of text."""
        if text := self.view.as_text():
            copy_and_show(text, self.view.copy_button)

    def clear(self) -> None:
        """Empty both sides, where they are seen; the banner offers to bring them back."""
        is_hidden = self.tables.stack.currentWidget() is not self._splitter
        nothing = self.box.document().isEmpty() and not self._stack.currentIndex()
        if self._begun or is_hidden or nothing:
            return
        former = self.snapshot()
        self.box.replace_text("")
        self._stack.setCurrentWidget(self._invitation)
        self.box.setFocus()
        self.banner.show_note(
            self.tr("Text and verdicts are cleared."),
            [(self.tr("Undo"), lambda: self.restore(former))],
        )

    def snapshot(self) -> dict[str, Any]:
        """The text and its verdicts."""
        return {
            "text": self.box.text(),
            "verdicts": verdict_json.dump(self.view) if self._stack.currentIndex() else None,
            "judged_by": self.why.profile,
            "split": self._splitter.sizes(),
            "table": self.tables.snapshot(),
            "lessons": self.teaching.snapshot(),
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """The text and its verdicts."""
        if isinstance(text := draft.get("text"), str):
            self.box.set_text(text)
        self.why.close()
        if verdict_json.load(draft.get("verdicts"), self.view):
            profile = draft.get("judged_by")
            self.why.profile = profile if isinstance(profile, str) else ""
            self._stack.setCurrentWidget(self.view)
            self.view.compare(self.box.text())
        self.tables.restore(draft.get("table"))
        self.teaching.restore(draft.get("lessons"))
        sizes = draft.get("split")
        if isinstance(sizes, list) and all(isinstance(size, int) and size > 0 for size in sizes):
            self._splitter.setSizes(sizes)

    def take_file(self, path: str) -> bool:
        """A table is for this tab."""
        return self.tables.open(path)

    def drop_words(self, path: str) -> str:
        """A table's texts are judged."""
        return self.tr("Let go to judge the texts of this table") if self.tables.takes(path) else ""

    @property
    def banner_in_sight(self) -> Banner:
        pages = (page for page in (self.tables.page, self.live.page) if page is not None)
        return next((page.banner for page in pages if page.isVisible()), self.banner)

    def shut(self) -> None:
        """Keep what a table has, and watch nothing."""
        self.tables.shut()
        self.live.shut()
        self.teaching.close()

    # --- events ---

    def model_changed(self, event: ModelChanged) -> None:
        """A run over a table is of one model."""
        self.tables.model_changed(event)

    def job_changed(self, event: JobChanged) -> None:
        """Show how a job ended."""
        if self.tables.job_changed(event):
            return
        if event.state is JobState.RUNNING:
            return
        if event.state.is_final:
            done = event.state is JobState.DONE
            self.teaching.ended(event.job, event.result if done else None)
            self._asked.pop(event.job, None)
            if event.job == self._begun:
                self._begun = 0
                self.view.end()
            self.draft_changed.emit()
        if event.error:
            self.show_error(event.error)

    def show_notice(self, job: int, words: str) -> None:
        """One of a table's run is said beside the table."""
        if not self.tables.show_notice(job, words):
            super().show_notice(job, words)

    def output(self, job: int, update: object) -> None:
        """A verdict on the text or on some of its sentences."""
        self.tables.output(job, update)
        self._begin(job)
        if isinstance(update, TextScored):
            self.view.show_verdict(update.verdict)
        elif isinstance(update, SentencesScored):
            self.view.add_sentences(update.sentences)

    # --- inside ---

    def _lay_out(self) -> None:
        buttons = spaced(QHBoxLayout(), self.theme, gap=GROUP)
        ways = Flow(self.theme, GROUP)  # large letters put one under the other
        ways.add(self.clear_button)
        ways.add(self.table_button)
        ways.add(self.live.button)
        ways.add(self.profiles)
        self.profiles.changed.connect(ways.refresh)
        buttons.addWidget(ways, 1)
        buttons.addWidget(self.judge_button)
        left = QWidget()
        column = spaced(
            QVBoxLayout(left),
            self.theme,
            gap=GROUP,
            margins=(EDGE - BUTTON_PADDING, SECTION, SECTION, SECTION),
        )
        column.addWidget(self.box, 1)
        column.addWidget(self.banner)
        column.addLayout(buttons)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invitation)
        self._stack.addWidget(self.view)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._stack)
        self._splitter.setSizes([500, 500])

    def _connect(self) -> None:
        self.judge_button.clicked.connect(self.start)
        self.profiles.teach_asked.connect(self.teaching.ask)
        self.clear_button.clicked.connect(self.clear)
        self.table_button.clicked.connect(self.tables.ask)
        self.view.copy_button.clicked.connect(self.copy_result)
        self.view.list.chosen.connect(self._show_in_text)
        self.box.textChanged.connect(self._text_changed)
        self._splitter.splitterMoved.connect(self.draft_changed)
        self._invitation.chosen.connect(self._take_example)

    def _take_example(self, text: str) -> None:
        self.box.replace_text(text)
        self.start()

    def _begin(self, job: int) -> None:
        """The first verdict of a job puts those before it away."""
        asked = self._asked.get(job)
        if asked is None or job == self._begun:
            return
        self._begun = job
        text, profile = asked
        self.why.close()
        self.why.profile = profile
        self.view.begin(clean(text)[0])
        self.view.compare(clean(self.box.text())[0])
        self._stack.setCurrentWidget(self.view)

    def _text_changed(self) -> None:
        shown = self._stack.currentWidget() is self.view
        if shown and not self.view.compare(clean(self.box.text())[0]):
            self.why.close()
        self.draft_changed.emit()

    def _show_in_text(self, row: SentenceRow) -> None:
        """Select the sentence in the box, as long as that holds the judged text."""
        text = self.box.text()
        if text != self.view.judged:
            return
        self.box.setTextCursor(self.box.cursor_over(row.start, row.end))
