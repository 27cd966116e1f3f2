"""The button that asks why, and where the answer goes. Nothing is asked before it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.job_desk import SENTIMENT, JobDesk
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from desktop_lm.jobs.events import JobChanged
    from desktop_lm.tasks.sentiment.why import Part, Why
    from desktop_lm.ui.sentiment.verdict_view import VerdictView
    from desktop_lm.ui.sentiment.why.why_list import WhyList

translate = QCoreApplication.translate


class WhyDoor(QObject):
    """``button`` shows the reasons in place of the sentences, and takes them away again."""

    def __init__(self, theme: Theme, desk: JobDesk, box: TextBox, view: VerdictView) -> None:
        super().__init__(view)
        self._theme, self._desk, self._box, self._view = theme, desk, box, view
        self._list: WhyList | None = None
        self._why: Why | None = None
        self._asked: object = None  # what was asked last
        self.profile = ""  # the name of what the verdicts were made with
        self.button = QuietButton(
            theme,
            "info",
            translate("Why", "Wh&y?"),
            translate("Why", "Which words made the verdict: each is left out once"),
        )
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggled)
        theme.changed.connect(self._colour)

    def close(self) -> None:
        """Show the sentences again: the text or its verdict is another."""
        self.button.setChecked(False)

    def _toggled(self, checked: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._why = None
        self._colour()
        if not checked:
            self._view.show_beside(None)
            return
        reasons = self._made()
        reasons.wait()
        self._view.show_beside(reasons)
        self._ask(self._view.judged)

    def _ask(self, text: str) -> None:
        from desktop_lm.ui.sentiment.profiles.judging import explaining

        name, verdict = self.profile, self._view.verdict
        self._asked = asked = object()

        def is_wanted() -> bool:
            return asked is self._asked and self.button.isChecked() and text == self._view.judged

        def take(why: Why | None) -> None:
            if why is not None and verdict is not None and is_wanted():
                self._why = why
                self._made().show_why(text, why, verdict)
                self._colour()

        def fail(event: JobChanged) -> None:
            if not is_wanted():
                return
            if event.error is None:
                self.close()
                return
            from desktop_lm.ui.error_text import sentence

            self._made().refuse(sentence(event.error))

        self._desk.ask_quietly(
            SENTIMENT, "why", lambda model: explaining(model, text, name), take, fail
        )

    def _made(self) -> WhyList:
        if self._list is None:
            from desktop_lm.ui.sentiment.why.why_list import WhyList

            self._list = WhyList(self._theme)
            self._list.chosen.connect(self._select)
        return self._list

    def _colour(self) -> None:
        """Draw the words in the box, as long as that holds the judged text."""
        marks: list[QTextEdit.ExtraSelection] = []
        if self._why is not None and self._box.text() == self._view.judged:
            from desktop_lm.ui.sentiment.why.why_words import marked, matters

            label, colours = self._why.verdict.label, self._theme.colours
            for part in filter(matters, self._why.parts):
                mark = QTextEdit.ExtraSelection()
                mark.cursor = self._cursor(part)
                mark.format = marked(part, label, colours)
                marks.append(mark)
        self._box.setExtraSelections(marks)

    def _select(self, part: Part) -> None:
        if self._box.text() == self._view.judged:
            self._box.setTextCursor(self._cursor(part))

    def _cursor(self, part: Part) -> QTextCursor:
        return self._box.cursor_over(part.start, part.end)
