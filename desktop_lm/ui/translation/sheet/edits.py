"""What a person made of a sentence's translation: it wins from then on, in this text and others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop_lm.tasks.language.languages import BY_CODE

Pair = tuple[str, str]
_MOST = 2000  # sentences; of more, the oldest are let go here, and stay in the memory


class Edits:
    """By the codes of both languages, then by sentence. ``told`` is called with each: the pair,
    the sentence, and its translation or "" where the edit was taken back."""

    def __init__(self) -> None:
        self._edits: dict[tuple[Pair, str], str] = {}
        self.told: Callable[[Pair, str, str], object] = lambda _pair, _source, _target: None

    def put(self, pair: Pair, source: str, target: str) -> None:
        """``source`` is to be ``target``."""
        self._edits.pop((pair, source), None)
        self._edits[pair, source] = target
        while len(self._edits) > _MOST:
            del self._edits[next(iter(self._edits))]
        self.told(pair, source, target)

    def drop(self, pair: Pair, source: str) -> None:
        """The model's words count again."""
        if self._edits.pop((pair, source), None) is not None:
            self.told(pair, source, "")

    def find(self, pair: Pair, source: str) -> str:
        """What a person made of ``source``, "" for nothing."""
        return self._edits.get((pair, source), "")

    def of(self, pair: Pair) -> Mapping[str, str]:
        """The sentences of one direction."""
        return {source: target for (there, source), target in self._edits.items() if there == pair}

    def to_json(self) -> list[list[str]]:
        """To remember."""
        return [[*pair, source, target] for (pair, source), target in self._edits.items()]

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
            case [one, other, source, target] if one in BY_CODE and other in BY_CODE:
                self._edits[(one, other), source] = target
