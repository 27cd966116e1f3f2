"""The words of one segment's translation as they come, and how sure the model was of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.messages import TokenView

UNSURE = 0.2  # of ten such words, eight could as well be others
# Letters with what joins them; kana and Chinese characters one by one.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:['\u2019-][^\W\u3040-\u30ff\u3400-\u9fff]+)*"
)


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


@dataclass(frozen=True, slots=True)
class UnsureWord:
    """The word ``text[start:end]``, one of whose tokens had only this ``probability``."""

    start: int
    end: int
    probability: float


def unsure_words(text: str, sureness: Sureness, below: float = UNSURE) -> list[UnsureWord]:
    """The words that the model itself held to be less likely than ``below``.

    A word is what stands between white space and marks; a character where none stands between
    words, as in Chinese. It is as sure as its least sure token.
    """
    least: dict[tuple[int, int], float] = {}
    words = [found.span() for found in _WORD.finditer(text)]
    start, place = 0, 0
    for end, probability in zip(sureness.ends, sureness.probabilities, strict=True):
        while place < len(words) and words[place][1] <= start:
            place += 1
        here = place
        while here < len(words) and words[here][0] < end:
            least[words[here]] = min(probability, least.get(words[here], 1.0))
            here += 1
        start = end
    return [UnsureWord(*word, found) for word, found in least.items() if found < below]
