"""The words of one segment's translation as they come, and how sure the model was of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.messages import TokenView


@dataclass(frozen=True, slots=True)
class Sureness:
    """Token ``i`` ends before ``text[ends[i]]`` and had ``probabilities[i]``."""

    ends: tuple[int, ...] = ()
    probabilities: tuple[float, ...] = ()


UNKNOWN = Sureness()


class SegmentWords:
    """White space at the beginning is dropped, at the end held back until more words come."""

    def __init__(self) -> None:
        self.text = ""
        self._held = ""
        self._views: list[TokenView] = []

    def add(self, text: str) -> str:
        """More of the answer; what goes to the end of the translation comes back."""
        if not self.text:
            text = text.lstrip()
        text = self._held + text
        words = text.rstrip()
        self._held = text[len(words) :]
        self.text += words
        return words

    def inspect(self, views: Sequence[TokenView]) -> None:
        """The answer's next tokens."""
        self._views += views

    def sureness(self) -> Sureness:
        """Of the tokens in :attr:`text`; a stop string's are left out."""
        raw = "".join(view.text for view in self._views)
        dropped = len(raw) - len(raw.lstrip())
        ends: list[int] = []
        probabilities: list[float] = []
        done = -dropped
        for view in self._views:
            done += len(view.text)
            if ends and ends[-1] == len(self.text):
                break
            ends.append(min(max(done, 0), len(self.text)))
            probabilities.append(view.probability)
        return Sureness(tuple(ends), tuple(probabilities))
