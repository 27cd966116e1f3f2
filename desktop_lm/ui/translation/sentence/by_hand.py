"""What a person changes in the translation, and takes back."""

from __future__ import annotations

from typing import NamedTuple

from desktop_lm.ui.translation.sheet.part import Part
from desktop_lm.ui.translation.sheet.translated import Translated

_MOST = 100  # steps back


class _Step(NamedTuple):
    before: Part
    after: Part


class ByHand:
    """Edits of parts, each of which can be undone and done again. A person's words win over the
    model's from then on, wherever the sentence comes up."""

    def __init__(self, translated: Translated) -> None:
        self._translated = translated
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    def edit(self, row: int, target: str) -> bool:
        """Write ``target`` in the place of a part. False where that is nothing new."""
        part = self._translated.sheet.rows[row].part
        target = " ".join(target.split())
        if not target or target == part.target:
            return False
        self._do(_Step(part, part.edited(target)))
        return True

    def restore(self, row: int) -> bool:
        """The model's words again. False where they are not known."""
        part = self._translated.sheet.rows[row].part
        if not part.written:
            return False
        self._do(_Step(part, part.restored()))
        return True

    def undo(self) -> bool:
        """Take the last step back. False where there is none."""
        if not self._done:
            return False
        step = self._done.pop()
        self._undone.append(step)
        self._put(step.before)
        return True

    def redo(self) -> bool:
        """Take the last step once more."""
        if not self._undone:
            return False
        step = self._undone.pop()
        self._done.append(step)
        self._put(step.after)
        return True

    def _do(self, step: _Step) -> None:
        self._done.append(step)
        del self._done[:-_MOST]
        self._undone.clear()
        self._put(step.after)

    def _put(self, part: Part) -> None:
        """In every place of the sentence."""
        translated = self._translated
        if translated.asked is not None:
            pair = translated.asked.pair
            if part.is_edited:
                translated.edits.put(pair, part.source, part.target)
            else:
                translated.edits.drop(pair, part.source)
        translated.put_part(part)
