"""The translation and what it belongs to."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.translation_updates import SegmentDone
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.check_list import CheckList
from desktop_lm.ui.translation.check_words import unsure_tip
from desktop_lm.ui.translation.doubts import NONE, Doubts
from desktop_lm.ui.translation.segment_pairs import PairTint, Segment, SegmentPairs, underlined
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, ICON_UNITS, QuietButton
from desktop_lm.ui.widgets.plain_text import character_position, utf16_positions
from desktop_lm.ui.widgets.streaming_text import StreamingText
from desktop_lm.ui.widgets.text_box import TextBox

# Units: the text begins below the box of its language, half a swap button to the right.
_TARGET_EDGE = (ICON_UNITS + 2 * BUTTON_PADDING + 2) / 2 + GROUP - BUTTON_PADDING


class TranslationPane(QWidget):
    """``source`` is the text the translation is of, ``segments`` say which part became which."""

    def __init__(self, theme: Theme, source_box: TextBox) -> None:
        super().__init__()
        self._box = source_box
        self.source = ""
        self.segments: list[Segment] = []
        self._pieces: list[str] = []  # the translation, as it came
        self.view = StreamingText(theme, edge=BUTTON_PADDING, top=0)
        self.view.setAccessibleName(self.tr("Translation"))
        self.view.setPlaceholderText(self.tr("The translation appears here"))
        self.copy_button = QuietButton(
            theme, "copy", self.tr("&Copy"), self.tr("Copy the translation (Ctrl+Shift+C)")
        )
        self._theme = theme
        self._tint = PairTint(source_box, self.view, theme)
        self.doubts = NONE
        self.checks = CheckList(theme)
        self.checks.chosen.connect(self._tint.show_pair)
        self.view.viewport().installEventFilter(self)
        theme.changed.connect(self._mark_words)
        buttons = spaced(QHBoxLayout(), theme, gap=GROUP)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        layout = spaced(
            QVBoxLayout(self), theme, gap=GROUP, margins=(_TARGET_EDGE, GROUP, EDGE, SECTION)
        )
        layout.addWidget(self.view, 1)
        layout.addWidget(self.checks)
        layout.addLayout(buttons)

    @property
    def is_empty(self) -> bool:
        """Whether there is no translation."""
        return not any(self._pieces)

    def text(self) -> str:
        """The translation so far, as the model gave it."""
        self._pieces[:] = ["".join(self._pieces)]
        return self._pieces[0]

    def replace(
        self, text: str, source: str, segments: list[Segment], doubts: Doubts = NONE
    ) -> None:
        """Show another translation, of ``source``."""
        self.view.set_text(text)
        self._pieces, self.source, self.segments = [text], source, segments
        self.doubts = doubts
        self._show_doubts()

    def end_segment(self, done: SegmentDone) -> None:
        """A part is translated; all its words were added."""
        self.segments.append(
            (done.source_start, done.source_end, done.target_start, done.target_end)
        )
        self.doubts = self.doubts.with_segment(done, self.text())

    def cut_back(self, length: int) -> None:
        """The translation ends after ``length`` characters again."""
        kept = self.text()[:length]
        self.view.set_text(kept)
        self._pieces = [kept]

    def add(self, text: str) -> None:
        """More of the translation."""
        self._pieces.append(text)
        self.view.append_text(text)

    def show_pairs(self, *, complete: bool) -> None:
        """Sentence partners, as long as the box holds the text that was translated."""
        if complete:
            self.view.finish()
            self._show_doubts()
        fits = complete and self.source == self._box.text() and not clean(self.source)[1]
        self._tint.show(SegmentPairs(self.segments, self.source, self.text()) if fits else None)

    def snapshot(self) -> dict[str, Any]:
        """What to remember."""
        return {
            "translation": self.text(),
            "of": self.source,
            "segments": list(self.segments),
            "doubts": self.doubts.to_json(),
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """Bring back what was remembered. Anything may be missing or wrong in it."""
        text, source = draft.get("translation"), draft.get("of")
        if isinstance(text, str) and isinstance(source, str):
            doubts = Doubts.from_json(draft.get("doubts"), len(text))
            self.replace(text, source, _segments(draft.get("segments")), doubts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell how sure the model was of the word under the pointer."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().eventFilter(watched, event)
        units = self.view.cursorForPosition(event.pos()).position()
        word = self.doubts.word_at(character_position(self.text(), units))
        QToolTip.showText(
            event.globalPos(), unsure_tip(word.probability) if word else "", self.view.viewport()
        )
        return True

    def _show_doubts(self) -> None:
        self.checks.show_parts(self.doubts.parts)
        self._mark_words()

    def _mark_words(self) -> None:
        spans = [place for word in self.doubts.words for place in (word.start, word.end)]
        units = utf16_positions(self.text(), spans)
        colour = self._theme.colours.negative
        document = self.view.document()
        self._tint.show_marks(
            [
                underlined(document, span, colour)
                for span in zip(units[::2], units[1::2], strict=True)
            ]
        )


def _segments(values: Any) -> list[Segment]:
    """Segments out of the draft file; none where it holds something else."""
    try:
        found = [(int(a), int(b), int(c), int(d)) for a, b, c, d in values]
    except (TypeError, ValueError):
        return []
    return found if all(min(segment) >= 0 for segment in found) else []
