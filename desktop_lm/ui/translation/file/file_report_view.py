"""What came of a file's translation: figures, and a list of what is worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.jobs.translation.file.report import Doubt, FileReport
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.file import file_words
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.facts import Facts
from desktop_lm.ui.widgets.labels import plain_label, short_name

_MOST_LISTED = 1000
_CHARACTERS = 200
_SPACING = 5  # around a segment


class FileReportView(QWidget):
    """``closed`` asks to put the file away."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._target = Path()
        self.title = plain_label()
        self.title.setProperty("role", "verdict")
        self.title.setWordWrap(True)
        self.facts = Facts(theme)
        self.doubts_title = QLabel()
        self.doubts_title.setProperty("role", "title")
        self.doubts = QListWidget()
        self.doubts.setProperty("role", "text")
        self.doubts.setAccessibleName(self.tr("Segments worth a look"))
        self.doubts.setWordWrap(True)
        self.doubts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubts.setFrameShape(QFrame.Shape.NoFrame)
        self.open_button = QuietButton(theme, "", self.tr("&Open"), self.tr("Open the new file"))
        self.folder_button = QuietButton(theme, "", self.tr("Sho&w in folder"))
        self.done_button = QuietButton(theme, "", self.tr("&Done"), self.tr("Back to single texts"))
        self._lay_out()
        self._align()
        theme.changed.connect(self._align)
        self.open_button.clicked.connect(lambda: _show(self._target))
        self.folder_button.clicked.connect(lambda: _show(self._target.parent))
        self.done_button.clicked.connect(self.closed)

    def show_report(self, report: FileReport) -> None:
        """Show what came of it."""
        self._target = Path(report.target)
        self.title.setText(
            self.tr("{name} is translated").format(name=short_name(report.source))
            + "\n"
            + self.tr("{name} is the new file").format(name=short_name(report.target))
        )
        self.title.setToolTip(report.target)
        self.facts.show_rows(file_words.rows(report))
        self._fill(report)
        self.open_button.setFocus()

    def _fill(self, report: FileReport) -> None:
        self.doubts.clear()
        segments = _by_segment(report.doubts)
        for doubts in segments[:_MOST_LISTED]:
            said = "\n".join(file_words.doubt(each, report.kind) for each in doubts)
            source, target = doubts[0].source, doubts[0].target
            item = QListWidgetItem(f"{said}\n{_short(source)}\n→ {_short(target)}", self.doubts)
            item.setToolTip(source + "\n\n" + target)
        count = len(segments)
        if not count:
            words = self.tr("Nothing was found that is worth a look. No check finds everything.")
        elif count > _MOST_LISTED:
            words = self.tr("Worth a look: {count}; these are the first")
        else:
            words = self.tr("Worth a look: {count}")
        self.doubts_title.setText(words.format(count=numbers.whole(count)))
        self.doubts_title.setWordWrap(not count)
        self.doubts.setVisible(bool(count))

    def _align(self) -> None:
        """The heading begins where the words of the rows do: inside their spacing and the margin
        that the style leaves in an item."""
        spacing = self._theme.px(_SPACING)
        self.doubts.setSpacing(spacing)
        margin = QStyle.PixelMetric.PM_FocusFrameHMargin
        inside = self.doubts.style().pixelMetric(margin, None, self.doubts) + 1
        self.doubts_title.setIndent(spacing + inside)

    def _lay_out(self) -> None:
        buttons = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        for button in (self.open_button, self.folder_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.done_button)
        left = QWidget()
        column = spaced(QVBoxLayout(left), self._theme, gap=SECTION)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addStretch(1)
        right = QWidget()
        list_column = spaced(QVBoxLayout(right), self._theme, gap=GROUP)
        list_column.addWidget(self.doubts_title)
        list_column.addWidget(self.doubts, 1)
        self._below = list_column
        list_column.addStretch(0)
        middle = spaced(QHBoxLayout(), self._theme, gap=EDGE)
        middle.addWidget(left, 2)
        middle.addWidget(right, 3)
        outer = spaced(
            QVBoxLayout(self), self._theme, gap=GROUP, margins=(EDGE, SECTION, EDGE, SECTION)
        )
        outer.addLayout(middle, 1)
        outer.addLayout(buttons)


def _by_segment(doubts: Sequence[Doubt]) -> list[list[Doubt]]:
    """What is doubtful about one segment stands together."""
    groups = groupby(doubts, key=lambda doubt: (doubt.place, doubt.source, doubt.target))
    return [list(group) for _, group in groups]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CHARACTERS else line[:_CHARACTERS] + "…"


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
