"""What a person changes in the translation, and takes back."""

from __future__ import annotations

from typing import NamedTuple

from desktop_lm.one_line import one_line
from desktop_lm.tasks.translation.style import Direction, fitting
from desktop_lm.ui.translation.sheet.part import Part
from desktop_lm.ui.translation.sheet.translated import Translated

_MOST = 100  # steps back


class _Step(NamedTuple):
    """``direction`` is the one it was made in; the page may show another since."""

    before: Part
    after: Part
    direction: Direction | None


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
        self._put(step.before, step.direction)
        return True

    def redo(self) -> bool:
        """Take the last step once more."""
        if not self._undone:
            return False
        step = self._undone.pop()
        self._done.append(step)
        self._put(step.after, step.direction)
        return True

    def _do(self, before: Part, after: Part) -> None:
        step = _Step(before, after, self._direction)
        self._done.append(step)
        del self._done[:-_MOST]
        self._undone.clear()
        self._put(step.after, step.direction)

    @property
    def _direction(self) -> Direction | None:
        """Of what is shown."""
        asked = self._translated.asked
        return asked.direction if asked is not None else None

    def _put(self, part: Part, direction: Direction | None) -> None:
        """In every place of the sentence, where the page is in a direction it fits."""
        translated, shown = self._translated, self._direction
        if direction is not None:
            if part.is_edited:
                translated.edits.put(direction, part.source, part.target)
            else:
                translated.edits.drop(direction, part.source)
        if direction == shown or (direction and shown and direction in fitting(shown)):
            translated.put_part(part)
