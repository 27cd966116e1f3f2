"""The verdict on a text and on each of its sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.one_text import SentenceVerdict
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.probability_bar import ProbabilityBar
from desktop_lm.ui.sentiment.sentence_list import SentenceList, SentenceRow
from desktop_lm.ui.sentiment.verdict_words import description, short_verdict, verdict_sentence
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, QuietButton
from desktop_lm.ui.widgets.labels import plain_label


class VerdictView(QWidget):
    """Empty until the first verdict or sentence comes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.judged = ""  # the text the verdicts are about
        self.verdict: Verdict | None = None
        self._sentence = plain_label()
        self._sentence.setProperty("role", "verdict")
        self._sentence.setAccessibleName(self.tr("Verdict"))
        self._bar = ProbabilityBar(theme)
        self._stale = QLabel(self.tr("The text has changed since."))
        self._stale.setProperty("role", "muted")
        self._stale.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._stale.setWordWrap(True)
        keeps_place = self._stale.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self._stale.setSizePolicy(keeps_place)
        self._stale.hide()
        self.list = SentenceList(theme)
        self.copy_button = QuietButton(
            theme, "copy", self.tr("&Copy"), self.tr("Copy the verdicts (Ctrl+Shift+C)")
        )
        buttons = spaced(QHBoxLayout(), theme, gap=GROUP)
        self._buttons = buttons
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self._stale, 1)
        verdicts = spaced(QVBoxLayout(), theme, gap=SECTION, margins=(BUTTON_PADDING, 0, 0, 0))
        verdicts.addWidget(self._sentence)
        verdicts.addWidget(self._bar)
        verdicts.addWidget(self.list, 1)
        self._verdicts = verdicts
        self._beside: QWidget | None = None
        layout = spaced(
            QVBoxLayout(self),
            theme,
            gap=GROUP,
            margins=(EDGE - BUTTON_PADDING, SECTION, EDGE, SECTION),
        )
        layout.addLayout(verdicts, 1)
        layout.addLayout(buttons)

    def add_button(self, button: QWidget) -> None:
        """One more below the verdicts."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def show_beside(self, widget: QWidget | None) -> None:
        """Show ``widget`` in place of the sentences; None brings those back."""
        if self._beside is not None:
            self._beside.hide()
        self._beside = widget
        self.list.setVisible(widget is None)
        if widget is not None:
            self._verdicts.addWidget(widget, 1)
            widget.show()

    def begin(self, judged: str) -> None:
        """Verdicts on ``judged`` come next."""
        self.judged = judged
        self.verdict = None
        self._stale.hide()
        self._sentence.setText(self.tr("Judging…"))
        self._bar.hide()
        self.list.sentences.clear()

    def show_verdict(self, verdict: Verdict) -> None:
        """The verdict on the whole."""
        self.verdict = verdict
        self._sentence.setText(verdict_sentence(verdict))
        self._bar.show()
        self._bar.show_verdict(verdict)

    def add_sentences(self, sentences: tuple[SentenceVerdict, ...]) -> None:
        """Verdicts on more sentences of the judged text."""
        self.list.sentences.add(
            [
                SentenceRow(
                    " ".join(self.judged[found.start : found.end].split()),
                    found.start,
                    found.end,
                    found.verdict,
                )
                for found in sentences
            ]
        )

    def end(self) -> None:
        """No more verdicts come."""
        if self.verdict is None:
            self._sentence.setText(self.tr("No verdict"))

    def compare(self, text: str) -> bool:
        """Say whether the verdicts are still about ``text``."""
        same = text == self.judged
        self._stale.setVisible(not same)
        return same

    def as_text(self) -> str:
        """Everything shown, to paste elsewhere."""
        if self.verdict is None:
            return ""
        lines = [f"{verdict_sentence(self.verdict)} ({description(self.verdict)})"]
        lines += [f"{short_verdict(row.verdict)}\t{row.text}" for row in self.list.sentences.rows]
        return "\n".join(lines)
