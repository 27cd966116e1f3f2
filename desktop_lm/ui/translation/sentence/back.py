"""The translation, or one sentence of it, translated back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop_lm.jobs.events import JobChanged
from desktop_lm.tasks.translation.back import BackInput, BackTranslated, BackTranslationTask
from desktop_lm.tasks.translation.prompt import SegmentPair
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.translation.errands import Errand
from desktop_lm.ui.translation.panes.back_panel import Back

if TYPE_CHECKING:
    from desktop_lm.ui.translation.sheet.part import Part
    from desktop_lm.ui.translation.translation_tab import TranslationTab


class BackDesk:
    """Shows it in the panel below the translation."""

    def __init__(self, tab: TranslationTab) -> None:
        self._tab = tab
        self._panel = tab.pane.back_panel
        self._errand: Errand | None = None
        self._panel.closed.connect(self._put_away)
        tab.translated.changed.connect(self._changed)

    def one(self) -> None:
        """Show what the sentence at the caret says in the language of the text."""
        if (part := self._tab.sentences.part) is not None:
            self._ask([part], [""])

    def all(self) -> None:
        """Show what the whole translation says in the language of the text."""
        rows = [row for row in self._tab.translated.sheet.rows if row.part.source]
        if rows:
            self._ask([row.part for row in rows], [row.gap for row in rows])

    def batch_ended(self) -> None:
        """Show at once all that came."""
        if self._errand is not None:
            self._panel.show_new()

    def _ask(self, parts: Sequence[Part], gaps: Sequence[str]) -> None:
        asked = self._tab.translated.asked
        if asked is None:
            return
        pairs = tuple(SegmentPair(part.source, part.target) for part in parts)
        given = BackInput(pairs, asked.direction)
        sources, targets = zip(*((pair.source, pair.target) for pair in pairs), strict=True)
        self._panel.begin(Back(sources, targets, gaps))
        self._panel.set_right_to_left(asked.source)
        self._errand = Errand(self._came, self._ended)
        self._tab.errands.ask(
            lambda model: BackTranslationTask(model, given),
            self._errand,
            self._tab.seat.owner_of(asked.target, asked.source),
        )

    def _came(self, update: object) -> None:
        if isinstance(update, BackTranslated):
            self._panel.add(update)

    def _ended(self, event: JobChanged) -> None:
        self._errand = None
        self._panel.end(sentence(event.error) if event.error else "")

    def _put_away(self) -> None:
        errand, self._errand = self._errand, None
        if errand is not None:
            self._tab.errands.cancel(errand)

    def _changed(self) -> None:
        """What is shown back is of another wording now."""
        if self._panel.isVisible() and not self._still_there():
            self._panel.outdated()

    def _still_there(self) -> bool:
        there = {row.part.source: row.part.target for row in self._tab.translated.sheet.rows}
        return self._panel.fits(there)
