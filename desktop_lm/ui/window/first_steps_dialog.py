"""What the program can do, for somebody who has just installed it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.labels import wrapped_label
from desktop_lm.ui.widgets.scroll_page import ScrollPage

translate = QCoreApplication.translate
_WIDTH, _HEIGHT = 560, 520  # units


def steps() -> tuple[tuple[str, str], ...]:
    """A title and a few sentences for each."""
    return (
        (
            translate("FirstSteps", "Prompt"),
            translate(
                "FirstSteps",
                "Ask a question, or say what you want written, and press Generate. Drop a file on "
                "the window to ask about it. What you write is kept at the left, and comes back "
                "when you open the program again.",
            ),
        ),
        (
            translate("FirstSteps", "Sentiment"),
            translate(
                "FirstSteps",
                "Paste a text and press Analyse: how positive or negative it is, sentence by "
                "sentence. With Table… each row of a spreadsheet is judged.",
            ),
        ),
        (
            translate("FirstSteps", "Translation"),
            translate(
                "FirstSteps",
                "Choose two languages and write. Words it is unsure of are underlined; a right "
                "click on a sentence offers other wordings. With A file… a whole file is "
                "translated, and keeps its look.",
            ),
        ),
        (
            translate("FirstSteps", "A better model"),
            translate(
                "FirstSteps",
                "The model that came along is very small and often wrong. File, Models and memory "
                "shows larger ones that fit this computer, and downloads them.",
            ),
        ),
        (
            translate("FirstSteps", "What you write stays here"),
            translate(
                "FirstSteps",
                "Everything happens on this computer. The program connects to nothing unless you "
                "download a model; the corner at the bottom says whether it did.",
            ),
        ),
    )


class FirstStepsDialog(QDialog):
    """A page to read; it scrolls where letters are large."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("First steps"))
        inside = QWidget()
        column = spaced(QVBoxLayout(inside), theme, gap=GROUP / 2, margins=(EDGE, EDGE, EDGE, 0))
        for title, text in steps():
            heading = QLabel(title)
            heading.setProperty("role", "title")
            words = wrapped_label("")
            words.setText(text)
            column.addWidget(heading)
            column.addWidget(words)
            column.addSpacing(theme.px(GROUP))
        column.addStretch()
        self.page = ScrollPage(inside)
        self.page.setAccessibleName(self.tr("First steps"))
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that keys scroll it
        buttons = QDialogButtonBox()
        buttons.rejected.connect(self.reject)
        foot = spaced(QVBoxLayout(), theme, gap=0, margins=(EDGE, 0, EDGE, 0))
        foot.addWidget(buttons)
        layout = spaced(QVBoxLayout(self), theme, gap=SECTION, margins=(0, 0, 0, SECTION))
        layout.addWidget(self.page, 1)
        layout.addLayout(foot)
        buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)  # dressed as this is
        room = parent.screen().availableGeometry().size()
        self.resize(
            min(theme.px(_WIDTH), room.width() * 9 // 10),
            min(theme.px(_HEIGHT), room.height() * 9 // 10),
        )
