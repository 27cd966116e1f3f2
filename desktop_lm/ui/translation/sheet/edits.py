"""What a person made of a sentence's translation: it wins from then on, in this text and others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.style import Direction, Formality, Style, fitting

if TYPE_CHECKING:
    from desktop_lm.storage.translations.translation_entry import Entry

_MOST = 2000  # sentences; of more, the oldest are let go here, and stay in the memory


class Edits:
    """By direction, then by sentence; one counts in all directions that it fits. ``told`` is called
    with each: the direction, the sentence, and its translation or "" where the edit was taken
    back."""

    def __init__(self) -> None:
        self._edits: dict[tuple[Direction, str], str] = {}
        self.told: Callable[[Direction, str, str], object] = lambda _way, _source, _target: None

    def put(self, direction: Direction, source: str, target: str) -> None:
        """``source`` is to be ``target``."""
        self._edits.pop((direction, source), None)
        self._edits[direction, source] = target
        while len(self._edits) > _MOST:
            del self._edits[next(iter(self._edits))]
        self.told(direction, source, target)

    def drop(self, direction: Direction, source: str) -> None:
        """The model's words count again."""
        for each in fitting(direction):
            if self._edits.pop((each, source), None) is not None:
                self.told(each, source, "")
                return

    def follow(self, entry: Entry, words: str) -> None:
        """What is remembered of a person is ``words`` now, "" for none any more."""
        from desktop_lm.jobs.translation.remembered import style_in, style_settings

        style = style_in(entry.way.settings)
        place = entry.way.source, entry.way.target, entry.source
        for way, source in list(self._edits):
            if (way.source, way.target, source) != place or style_settings(way.style) != style:
                continue
            if words:
                self._edits[way, source] = words
            else:
                del self._edits[way, source]

    def find(self, direction: Direction, source: str) -> str:
        """What a person made of ``source``, "" for nothing."""
        found = (self._edits.get((each, source)) for each in fitting(direction))
        return next(filter(None, found), "")

    def of(self, direction: Direction) -> Mapping[str, str]:
        """The sentences of one direction."""
        fit = fitting(direction)
        sources = (source for way, source in self._edits if way in fit)
        return {source: self.find(direction, source) for source in sources}

    def to_json(self) -> list[list[str]]:
        """To remember."""
        return [
            [way.source, way.target, way.style.formality.value, way.style.variety, source, target]
            for (way, source), target in self._edits.items()
        ]

    def take(self, values: Any) -> None:
        """What was remembered; what makes no sense in it is left out."""
        if not isinstance(values, list):
            return
        self._edits.clear()
        for value in values[-_MOST:]:
            if isinstance(value, list) and all(isinstance(text, str) for text in value):
                self._take_one(value)

    def _take_one(self, value: list[str]) -> None:
        match value:
            case [one, other, formality, variety, source, target]:
                if {one, other} <= set(BY_CODE) and formality in tuple(Formality):
                    style = Style(Formality(formality), variety)
                    self._edits[Direction(one, other, style), source] = target
