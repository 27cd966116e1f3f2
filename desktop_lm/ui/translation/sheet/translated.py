"""The translation on the pane, kept in step with the text beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.translation.style import Direction
from desktop_lm.tasks.translation.updates import CutBack, SegmentDone, TranslationText
from desktop_lm.ui.translation.sheet.asked import Asked, KnownParts
from desktop_lm.ui.translation.sheet.edits import Edits
from desktop_lm.ui.translation.sheet.growth import Growth
from desktop_lm.ui.translation.sheet.part import Part, part_of
from desktop_lm.ui.translation.sheet.sheet import Row, Sheet, of_source, sheet_from_json
from desktop_lm.ui.translation.sheet.shift import Shift

Made = Callable[[Asked, str, str, SegmentDone], object]
_ANOTHER_TEXT = 1 / 3  # less of the shorter text than this is the same at both ends


class Translated(QObject):
    """``sheet`` is what is shown, ``text`` what it stands beside, ``asked`` what it was made with.
    ``made`` is called with each segment that a model translated.

    ``changed`` follows whatever is to be drawn anew.
    """

    changed = Signal()

    def __init__(self, edits: Edits) -> None:
        super().__init__()
        self.edits = edits
        self.sheet = Sheet()
        self.text = ""
        self.asked: Asked | None = None
        self.made: Made = lambda _asked, _source, _target, _done: None
        self._is_whole = False  # it was translated to its end
        self._growth: Growth | None = None
        self._known: KnownParts | None = None
        self._is_another = False  # text than the one that was translated, and no version of it

    @property
    def is_growing(self) -> bool:
        """Whether a translation is coming in."""
        return self._growth is not None

    @property
    def is_out_of_date(self) -> bool:
        """Whether something of it is of a text that has changed since."""
        return any(row.span is None and row.part.source for row in self.sheet.rows)

    # --- the text ---

    def follow_text(self, text: str) -> None:
        """The text beside it is another."""
        if text == self.text:
            return
        shift = Shift(self.text, text)
        if not text or shift.same < _ANOTHER_TEXT * min(len(self.text), len(text)):
            self._is_another = True
        if self._growth is None:
            self.sheet = self.sheet.moved(shift)
        self.text = text
        self._show()

    def known_for(self, asked: Asked) -> KnownParts:
        """What need not be translated again where ``asked`` is asked: what a person wrote, and
        what stands here unless it was made in another way or has been translated once in full."""
        edits = self.edits.of(asked.direction)
        if not asked.is_as(self.asked) or self.is_done(asked):
            return KnownParts({}, edits)
        return KnownParts(of_source(row for row in self.sheet.rows if row.part.source), edits)

    def known_but(self, source: str, direction: Direction) -> KnownParts:
        """All that stands here, however it was made, but for the sentence ``source``."""
        made = self.edits.of(direction)
        edits = {text: made[text] for text in made if text != source}
        others = (row for row in self.sheet.rows if row.part.source not in ("", source))
        return KnownParts(of_source(others), edits)

    def is_done(self, asked: Asked) -> bool:
        """Whether all of it stands here already: to ask again is to want it all anew."""
        if self._growth is not None or self.asked is None or self.is_out_of_date:
            return False
        return (
            asked.text == self.text == self.asked.text
            and asked.is_as(self.asked)
            and self._is_whole
        )

    # --- a translation comes in ---

    def begin(self, asked: Asked, known: KnownParts) -> None:
        """The first words for ``asked`` are about to come; what is not ``known`` gives way."""
        text = clean(asked.text)[0]
        rows = list(self.sheet.moved(Shift(self.text, text)).rows)
        if self._starts_anew(asked, rows):
            rows = []
        self.asked, self._is_another = asked, False
        self._known = known
        self._growth = Growth(text, rows, lambda row: known.has(row.part.source), self._part)

    def take(self, update: object) -> None:
        """More of it; nothing is shown before :meth:`show_new`."""
        growth = self._growth
        if growth is None:
            return
        if isinstance(update, TranslationText):
            growth.add(update.text)
        elif isinstance(update, SegmentDone):
            growth.end_segment(update)
        elif isinstance(update, CutBack):
            growth.cut_back(update.length)

    def show_new(self) -> None:
        """Show all that came."""
        self._show()

    def end(self, *, complete: bool) -> None:
        """No more comes."""
        growth, self._growth = self._growth, None
        if growth is not None:
            self._is_whole = complete
            ended = growth.ended(complete=complete)
            self.sheet = ended.moved(Shift(growth.text, self.text))
            self._show()

    # --- by hand ---

    def put(self, sheet: Sheet, asked: Asked | None = None, *, whole: bool = True) -> None:
        """Show another translation of the text, ``whole`` or broken off."""
        self._growth = None
        self._is_whole = whole and bool(sheet.rows)
        self.sheet, self.asked = sheet, asked
        self._is_another = False
        self._show()

    def put_part(self, part: Part) -> None:
        """Show ``part`` wherever its source was translated."""
        if self._growth is not None:
            self._growth.put_part(part)
        else:
            self.sheet = self.sheet.with_part(part)
        self._show()

    def to_json(self) -> dict[str, Any]:
        """To remember beside the text."""
        whole = self._is_whole and not self.is_growing
        parts = self.sheet.to_json()
        return {"translation": self.sheet.text(), "parts": parts, "whole": whole}

    def restore(self, values: dict[str, Any], asked: Asked) -> None:
        """What was remembered. Anything may be missing or wrong in it."""
        translation = values.get("translation")
        if isinstance(translation, str):
            sheet = sheet_from_json(values.get("parts"), self.text, translation)
            self.put(sheet, asked, whole=values.get("whole") is True)

    # --- inside ---

    def _show(self) -> None:
        if self._growth is not None:
            self.sheet = self._growth.shown().moved(Shift(self._growth.text, self.text))
        self.changed.emit()

    def _part(self, source: str, target: str, done: SegmentDone) -> Part:
        """What is known keeps what is known about it, and a person's words win, also those written
        since this was asked."""
        if self.asked is not None and not done.known:
            self.made(self.asked, source, target, done)
        part = self._known.part(source, target) if done.known and self._known else None
        if part is None:
            part = (
                Part(source, target, findings=done.findings, written="")
                if done.edited
                else part_of(source, target, done)
            )
        edit = self.edits.find(self.asked.direction, source) if self.asked else ""
        return part.edited(edit) if edit and edit != part.target else part

    def _starts_anew(self, asked: Asked, rows: list[Row]) -> bool:
        """Whether what stands here has nothing to do with what comes."""
        if self.asked is None or asked.pair != self.asked.pair:
            return True
        return self._is_another and all(row.span is None for row in rows)
