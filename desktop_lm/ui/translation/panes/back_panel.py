"""The translation translated back, below it, with what differs from the text marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.text.word_difference import Change, Difference, Stretch
from desktop_lm.tasks.translation.back import BackTranslated
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.panes.pair_marks import underlined, visible
from desktop_lm.ui.translation.panes.result_view import ResultView
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, QuietButton
from desktop_lm.ui.widgets.labels import plain_label
from desktop_lm.ui.widgets.plain_text import UnitMap, utf16_length
from desktop_lm.ui.widgets.text_marks import TextMarks

_MOST_LINES, _LEAST_LINES, _MOST_SHARE = 8, 2, 0.4
_STILL_TO_COME = "…"
_MOST_MISSING = 5
_LINES = {
    Change.DIFFERS: QTextCharFormat.UnderlineStyle.SingleUnderline,
    Change.MISSING: QTextCharFormat.UnderlineStyle.DashUnderline,
}


@dataclass(slots=True)
class Back:
    """``gaps[i]`` stands before the translation back of ``targets[i]``, that of ``sources[i]``."""

    sources: Sequence[str]
    targets: Sequence[str]
    gaps: Sequence[str]
    found: dict[int, BackTranslated] = field(default_factory=dict)

    def pieces(self) -> list[str]:
        """What is shown."""
        return [
            text
            for number, gap in enumerate(self.gaps)
            for text in (gap, self.found[number].text if number in self.found else _STILL_TO_COME)
        ]


class BackPanel(QWidget):
    """Other words than the text's have a line below, added ones a broken line; words that are
    missing are named. ``closed`` comes when it was put away."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._back = Back((), (), ())
        self._title = QLabel()
        self._title.setProperty("role", "muted")
        self._title.setWordWrap(True)
        self.missing = plain_label()
        self.missing.setProperty("role", "muted")
        self.missing.setWordWrap(True)
        self.view = ResultView(theme)
        self._marks = TextMarks(self.view)
        self.view.setAccessibleName(self.tr("The translation, translated back"))
        self.close_button = QuietButton(
            theme, "x", self.tr("Close"), self.tr("Put the translation back away"), icon_only=True
        )
        self.close_button.clicked.connect(self.put_away)
        head = spaced(QHBoxLayout(), theme, gap=GROUP, margins=(BUTTON_PADDING, 0, 0, 0))
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP / 2)
        layout.addLayout(head)
        layout.addWidget(self.view)
        below = spaced(QHBoxLayout(), theme, gap=0, margins=(BUTTON_PADDING, 0, 0, 0))
        below.addWidget(self.missing, 1)
        layout.addLayout(below)
        # When Qt has come to its end: see ScrollLink.
        self.view.verticalScrollBar().valueChanged.connect(
            self._mark, Qt.ConnectionType.QueuedConnection
        )
        theme.changed.connect(self._mark)
        self.hide()

    @property
    def title(self) -> str:
        """What is said above it."""
        return self._title.text()

    def begin(self, back: Back) -> None:
        """Show what is being translated back."""
        self._back = back
        self._title.setText(self.tr("Translating back…"))
        self.missing.hide()
        self._show()
        self.show()

    def add(self, found: BackTranslated) -> None:
        """One sentence of it."""
        self._back.found[found.index] = found

    def show_new(self) -> None:
        """Show all that came."""
        self._show()

    def end(self, problem: str = "") -> None:
        """No more comes, because of ``problem`` if there is one."""
        differences = [found.difference for found in self._back.found.values()]
        self._title.setText(problem or self._words(differences))
        missing = self._missing()
        self.missing.setText(
            self.tr("Only in the text: {words}").format(words=missing) if missing else ""
        )
        self.missing.setVisible(bool(missing))
        self._show()

    def outdated(self) -> None:
        """The translation is another now."""
        if self.isVisible():
            self._title.setText(self.tr("Translated back from the wording before"))

    def fits(self, translations: Mapping[str, str]) -> bool:
        """Whether what is shown is of these translations still, by their sources."""
        back = self._back
        return all(
            translations.get(source) == target
            for source, target in zip(back.sources, back.targets, strict=True)
        )

    def set_right_to_left(self, language: str) -> None:
        """The direction of the language that it is translated back to."""
        self.view.set_right_to_left(right_to_left=BY_CODE[language].right_to_left)

    def put_away(self) -> None:
        """Close it."""
        self.hide()
        self.closed.emit()

    def _words(self, differences: Sequence[Difference]) -> str:
        words = [len(each.first) + len(each.second) for each in differences]
        weights = [max(count, 1) for count in words]
        same = sum(
            each.same * weight for each, weight in zip(differences, weights, strict=True)
        ) / max(sum(weights), 1)
        if all(each.same == 1 for each in differences):
            return self.tr("Translated back: it says the same in the same words")
        return self.tr("Translated back: {percent} of the words are those of the text").format(
            percent=numbers.percent(same)
        )

    def _missing(self) -> str:
        """Words of the text that have nothing in their place, as far as there is room."""
        found = [
            self._back.sources[number][stretch.start : stretch.end]
            for number, back in sorted(self._back.found.items())
            for stretch in back.difference.first
            if stretch.change is Change.MISSING
        ]
        named = [self.tr("“{words}”").format(words=words) for words in found[:_MOST_MISSING]]
        return ", ".join([*named, *(["…"] if len(found) > _MOST_MISSING else [])])

    def _show(self) -> None:
        self.view.show_pieces(self._back.pieces())
        self._fit()
        self._mark()

    def _fit(self) -> None:
        """As high as the text, within a share of the pane."""
        line = self.view.fontMetrics().lineSpacing()
        document = self.view.document()
        first = map(document.findBlockByNumber, range(min(document.blockCount(), _MOST_LINES)))
        needed = sum(self.view.blockBoundingRect(block).height() for block in first) + line // 2
        parent = self.parentWidget()
        room = parent.height() * _MOST_SHARE if parent else line * _MOST_LINES
        self.view.setFixedHeight(round(min(needed, max(room, line * _LEAST_LINES))))

    def _mark(self) -> None:
        colours, document = self._theme.colours, self.view.document()
        first, last = visible(self.view)
        marks = []
        start = 0
        for number, gap in enumerate(self._back.gaps):
            start += utf16_length(gap)
            found = self._back.found.get(number)
            text = found.text if found else _STILL_TO_COME
            length = utf16_length(text)
            if found and start <= last and start + length >= first:
                places = UnitMap(text)
                marks += [
                    underlined(
                        document,
                        (start + places.units(part.start), start + places.units(part.end)),
                        colours.negative,
                        _LINES[part.change],
                    )
                    for part in _changed(found.difference.second)
                ]
            start += length
        self._marks.put(marks)


def _changed(stretches: Sequence[Stretch]) -> list[Stretch]:
    return [stretch for stretch in stretches if stretch.change is not Change.SAME]
