"""What a person changes in the translation, and takes back."""

from __future__ import annotations

from typing import NamedTuple

from desktop_lm.one_line import one_line
from desktop_lm.ui.translation.sheet.edits import Pair
from desktop_lm.ui.translation.sheet.part import Part
from desktop_lm.ui.translation.sheet.translated import Translated

_MOST = 100  # steps back


class _Step(NamedTuple):
    """``pair`` are the languages it was made in; the page may show others since."""

    before: Part
    after: Part
    pair: Pair | None


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
        target = one_line(target)
        if not target.strip() or target == part.target:
            return False
        self._do(part, part.edited(target))
        return True

    def restore(self, row: int) -> bool:
        """The model's words again. False where they are not known."""
        part = self._translated.sheet.rows[row].part
        if not part.written:
            return False
        self._do(part, part.restored())
        return True

    def undo(self) -> bool:
        """Take the last step back. False where there is none."""
        if not self._done:
            return False
        step = self._done.pop()
        self._undone.append(step)
        self._put(step.before, step.pair)
        return True

    def redo(self) -> bool:
        """Take the last step once more."""
        if not self._undone:
            return False
        step = self._undone.pop()
        self._done.append(step)
        self._put(step.after, step.pair)
        return True

    def _do(self, before: Part, after: Part) -> None:
        step = _Step(before, after, self._pair)
        self._done.append(step)
        del self._done[:-_MOST]
        self._undone.clear()
        self._put(step.after, step.pair)

    @property
    def _pair(self) -> Pair | None:
        """The languages of what is shown."""
        asked = self._translated.asked
        return asked.pair if asked is not None else None

    def _put(self, part: Part, pair: Pair | None) -> None:
        """In every place of the sentence, where the page is in these languages."""
        translated = self._translated
        if pair is not None:
            if part.is_edited:
                translated.edits.put(pair, part.source, part.target)
            else:
                translated.edits.drop(pair, part.source)
        if pair == self._pair:
            translated.put_part(part)
