"""Says behind each sentence of an answer which passage it rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from desktop_lm.tasks.passages import share, terms
from desktop_lm.tasks.source import Passage

_ENOUGH = 0.4  # of a sentence's words stand in a passage that it rests on
_LEAST_WORDS = 3
_SENTENCE = re.compile(
    r"(?P<end>[.!?]+[\"')\]\u201d\u2019]*(?=\s)|[\u3002\uff01\uff1f]+|(?=\n))",
)
# A dot behind these ends no sentence; nor does one behind a list's number.
_ABBREVIATION = re.compile(
    r"\b(?:Mrs?|Ms|Dr|St|Nr|No|Prof|etc|e\.g|i\.e|z\.B|bzw|ca|[A-Za-z])\Z|(?:\A|\n)\s*\d+\Z"
)
_CITED = re.compile(r"\s?\[(\d{1,3})\]")
_HELD = re.compile(r"[.!?\u3002\uff01\uff1f]+[\"')\]\u201d\u2019]*\s*\Z|\s?\[\d{0,3}\Z|[ \t]+\Z")


class Citing:
    """Takes an answer as it streams and gives it back with ``[n]`` before each sentence's end.

    ``n`` counts the passages from 1. A sentence belongs to the passage that has most of its
    words, if that has many of them; what the model cites itself stays where there is such a
    passage, and goes where there is none.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = [Counter(terms(passage.text)) for passage in passages]
        self._sentence = ""  # what was given back of it
        self._held = ""

    def add(self, text: str) -> str:
        """What can be shown by now."""
        text = self._checked(self._held + text)
        held = _HELD.search(text)
        self._held = held[0] if held else ""
        return self._cited(text[: len(text) - len(self._held)])

    def end(self) -> str:
        """The rest of the answer."""
        text, self._held = self._checked(self._held), ""
        body = text.rstrip()
        spaces = text[len(body) :]
        return self._cited(body + "\n")[:-1] + spaces

    def _checked(self, text: str) -> str:
        """Without numbers of passages that are none."""

        def keep(match: re.Match[str]) -> str:
            return match[0] if 1 <= int(match[1]) <= len(self._passages) else ""

        return _CITED.sub(keep, text)

    def _cited(self, text: str) -> str:
        given, at = [], 0
        for match in _SENTENCE.finditer(text):
            piece = text[at : match.start()]
            sentence = self._sentence + piece
            is_end = bool(match[0].strip(".")) or not _ABBREVIATION.search(sentence)
            self._sentence = sentence + match[0]
            if is_end or "\n" in text[match.end() : match.end() + 1]:
                piece += self._mark(sentence)
                self._sentence = ""
            given += [piece, match[0]]
            at = match.end()
        self._sentence += text[at:]
        return "".join((*given, text[at:]))

    def _mark(self, sentence: str) -> str:
        if _CITED.search(sentence):
            return ""
        words = terms(sentence)
        if len(set(words)) < _LEAST_WORDS:
            return ""
        shares = [share(words, passage) for passage in self._passages]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        return "" if best is None or shares[best] < _ENOUGH else f" [{best + 1}]"
