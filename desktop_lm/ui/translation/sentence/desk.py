"""What can be done with a sentence of the translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from desktop_lm.jobs.events import JobChanged
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.alternatives import (
    AlternativeFound,
    AlternativesInput,
    AlternativesTask,
)
from desktop_lm.tasks.translation.prompt import SegmentPair
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.translation.errands import Errand
from desktop_lm.ui.translation.sentence.alternatives import AlternativesPopover
from desktop_lm.ui.translation.sentence.by_hand import ByHand
from desktop_lm.ui.translation.sentence.editor import SentenceEditor
from desktop_lm.ui.translation.sentence.place import place_of
from desktop_lm.ui.widgets.clipboard import copy

if TYPE_CHECKING:
    from desktop_lm.ui.translation.sheet.part import Part
    from desktop_lm.ui.translation.translation_tab import TranslationTab


class SentenceDesk(QObject):
    """Acts on the sentence the caret is in, on either side."""

    def __init__(self, tab: TranslationTab) -> None:
        super().__init__(tab)
        self._tab = tab
        self._view = tab.pane.view
        self.by_hand = ByHand(tab.translated)
        self.alternatives = AlternativesPopover(tab.theme, tab.texts, self._view)
        self.editor = SentenceEditor(tab.theme, tab.texts, self._view)
        self._errand: Errand | None = None
        self._view.undo_asked.connect(self._undo)
        self._view.redo_asked.connect(self._redo)
        self.alternatives.closed.connect(self._alternatives_closed)

    @property
    def part(self) -> Part | None:
        """The part the caret is in, on the side that has the focus; None where it is in none."""
        found = self._at_caret()
        return found[1] if found else None

    def find_alternatives(self) -> None:
        """Offer other translations of the sentence."""
        found = self._at_caret()
        asked = self._tab.translated.asked
        if found is None or asked is None:
            return
        row, part = found
        given = AlternativesInput(
            segment=part.source,
            direction=asked.direction,
            current=part.target,
            before=self._before(row, asked.context_pairs),
            glossary=asked.glossary,
        )
        self.alternatives.begin(self._place(row), lambda text: self._edit(row, part, text))
        self._errand = Errand(self._alternative, self._alternatives_ended)
        self._tab.errands.ask(lambda model: AlternativesTask(model, given), self._errand)

    def edit(self) -> None:
        """Let the sentence be changed by hand, once one that is being changed is at its end."""
        if self.editor.holds:
            self.editor.box.setFocus()
            return
        found = self._at_caret()
        if found is None:
            return
        row, part = found
        right_to_left = BY_CODE[self._tab.languages.target.code].right_to_left
        self.editor.edit(
            part.target,
            self._place(row),
            lambda text: self._edit(row, part, text),
            right_to_left=right_to_left,
        )

    def restore(self) -> None:
        """The model's words again."""
        found = self._at_caret()
        if found is None or not found[1].is_edited:
            return
        row, part = found
        if not self.by_hand.restore(row):
            self._tab.asking.part_again(part.source)
        self._tab.draft_changed.emit()

    def translate_again(self) -> None:
        """Have the model translate the sentence once more."""
        if (part := self.part) is not None:
            self._tab.asking.part_again(part.source)

    def copy(self) -> None:
        """Copy the sentence."""
        if (part := self.part) is not None:
            copy(part.target)

    def cross(self) -> None:
        """Go to the partner of the sentence."""
        self._tab.pane.marks.cross()

    # --- inside ---

    def _at_caret(self) -> tuple[int, Part] | None:
        row = self._tab.pane.marks.row
        rows = self._tab.translated.sheet.rows
        if row is None or row >= len(rows) or not rows[row].part.source:
            return None
        return row, rows[row].part

    def _place(self, row: int) -> QRect:
        span = self._tab.pane.pairs.of_rows[row]
        return place_of(self._view, span, self._tab.texts)

    def _before(self, row: int, count: int) -> tuple[SegmentPair, ...]:
        rows = self._tab.translated.sheet.rows[max(row - count, 0) : row]
        return tuple(SegmentPair(r.part.source, r.part.target) for r in rows if r.part.source)

    def _edit(self, row: int, before: Part, text: str) -> bool:
        """The page may have changed while one thought about it; whether the sentence is there."""
        rows = self._tab.translated.sheet.rows
        if row >= len(rows) or rows[row].part.source != before.source:
            places = [n for n, other in enumerate(rows) if other.part.source == before.source]
            if not places:
                return False
            row = places[0]
        if self.by_hand.edit(row, text):
            self._tab.draft_changed.emit()
        return True

    def _undo(self) -> None:
        if self.by_hand.undo():
            self._tab.draft_changed.emit()

    def _redo(self) -> None:
        if self.by_hand.redo():
            self._tab.draft_changed.emit()

    def _alternative(self, update: object) -> None:
        if isinstance(update, AlternativeFound):
            self.alternatives.add(update.text)

    def _alternatives_closed(self) -> None:
        errand, self._errand = self._errand, None
        if errand is not None:
            self._tab.errands.cancel(errand)

    def _alternatives_ended(self, event: JobChanged) -> None:
        self._errand = None
        self.alternatives.end(sentence(event.error) if event.error else "")
