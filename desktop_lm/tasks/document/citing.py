"""Marks behind each sentence of an answer: which passage it rests on, or that it rests on none."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence

from desktop_lm.tasks.document.passages import SPACED_ENDS, UNSPACED_ENDS, share, terms
from desktop_lm.tasks.document.telling_words import telling_words
from desktop_lm.tasks.source import Passage

DOUBT = " (?)"
_ENOUGH_TO_TELL = 0.5  # of the words that tell something
_ENOUGH = 0.4  # of a sentence's words stand in a passage that it rests on
_LEAST_WORDS = 3
_SENTENCE = re.compile(
    rf"(?P<end>[.{SPACED_ENDS}]+[\"')\]\u201d\u2019]*(?=\s)|[{UNSPACED_ENDS}]+|(?=\n))",
)
# A dot behind these ends no sentence; nor does one behind a list's number.
_ABBREVIATION = re.compile(
    r"\b(?:Mrs?|Ms|Dr|St|Nr|No|Prof|etc|e\.g|i\.e|z\.B|bzw|ca|[A-Za-z])\Z|(?:\A|\n)\s*\d+\Z"
)
_CITED = re.compile(r"\s?\[(\d{1,3})\]")
_HELD = re.compile(
    rf"[.{SPACED_ENDS}{UNSPACED_ENDS}]+[\"')\]\u201d\u2019]*\s*\Z|\s?\[\d{{0,3}}\Z|[ \t]+\Z"
)


class SentenceMarks(ABC):
    """Takes an answer as it streams and gives it back with marks before its sentences' ends."""

    def __init__(self) -> None:
        self._sentence = ""  # what was given back of it
        self._held = ""

    @abstractmethod
    def mark(self, sentence: str) -> str:
        """What is put behind a sentence, "" for nothing."""

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
        """Without what is not to be shown."""
        return text

    def _cited(self, text: str) -> str:
        given, at = [], 0
        for match in _SENTENCE.finditer(text):
            piece = text[at : match.start()]
            sentence = self._sentence + piece
            is_end = bool(match[0].strip(".")) or not _ABBREVIATION.search(sentence)
            self._sentence = sentence + match[0]
            if is_end or "\n" in text[match.end() : match.end() + 1]:
                piece += self.mark(sentence)
                self._sentence = ""
            given += [piece, match[0]]
            at = match.end()
        self._sentence += text[at:]
        return "".join((*given, text[at:]))


class Citing(SentenceMarks):
    """``[n]``, counted from 1: the passage that has most of a sentence's words, if it has many of
    them. What the model cites itself stays where there is such a passage, and goes where there is
    none."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        super().__init__()
        self._passages = [Counter(terms(passage.text)) for passage in passages]

    def mark(self, sentence: str) -> str:
        if _CITED.search(sentence):
            return ""
        words = terms(sentence)
        if len(set(words)) < _LEAST_WORDS:
            return ""
        shares = [share(words, passage) for passage in self._passages]
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        return "" if best is None or shares[best] < _ENOUGH else f" [{best + 1}]"

    def _checked(self, text: str) -> str:
        """Without numbers of passages that are none."""

        def keep(match: re.Match[str]) -> str:
            return match[0] if 1 <= int(match[1]) <= len(self._passages) else ""

        return _CITED.sub(keep, text)


class Doubting(SentenceMarks):
    """``(?)`` behind a sentence that says what ``text`` does not: a number that is not in it, or
    mostly words that are not. ``doubted`` counts them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._known = Counter(terms(text))
        self.doubted = 0

    def mark(self, sentence: str) -> str:
        words = telling_words(sentence)
        if len(words) < _LEAST_WORDS and not any(map(str.isdigit, words)):
            return ""
        invented = any(word.isdigit() and word not in self._known for word in words)
        if not invented and share(words, self._known) >= _ENOUGH_TO_TELL:
            return ""
        self.doubted += 1
        return DOUBT
