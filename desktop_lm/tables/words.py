"""The words that tell a class from the others.

Log-odds with an informative Dirichlet prior, z-scored (Monroe, Colaresi and Quinn, 2008,
"Fightin' Words", equations 15 to 22): a word counts for a class where it is there more often than
the whole would lead one to expect, by more than chance.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import Counter, defaultdict
from typing import NamedTuple

from desktop_lm.tables.summary import CLASS, UNSURE
from desktop_lm.word_letters import JOINERS, MARKS

_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*"
_WORD = re.compile(rf"{_LETTERS}(?:['\u2019{JOINERS}]{_LETTERS})*")
_ASCII_WORD = re.compile("[a-z]+(?:'[a-z]+)*")
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")
# As many words of the whole stand for what was known beforehand; in a small table, all its words.
_PRIOR_WORDS = 500.0
_LEAST_TIMES = 3
_MOST_WORDS = 200_000
_CHARACTERS = 2_000  # of one text
_LEAST_Z = 1.0


class Driver(NamedTuple):
    """``z`` is how many standard errors the word lies above what would be expected."""

    word: str
    z: float
    times: int


def drivers(connection: sqlite3.Connection, most: int = 8) -> dict[str, list[Driver]]:
    """For each class the words that speak most for it."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    texts = connection.execute(
        f"SELECT substr(text, 1, {_CHARACTERS}), {CLASS}, count(*) "  # noqa: S608  constants
        "FROM texts JOIN rows ON rows.text_id = texts.id WHERE label > '' GROUP BY texts.id"
    )
    for text, label, times in texts:
        if label == UNSURE:
            continue
        for word in words_in(text):
            counts[label][word] += times
    if len(counts) == 1:
        return {label: [] for label in counts}  # nothing to tell them from
    return {label: _drivers(counts, label, most) for label in counts}


def words_in(text: str) -> set[str]:
    """The words of a text, once each; where a script has no spaces, pairs of characters."""
    text = text.casefold()
    if text.isascii():  # most of some tables, in a quarter of the time
        return {word for word in _ASCII_WORD.findall(text) if len(word) > 1}
    found: set[str] = set()
    for stretch in _NO_SPACES.findall(text):
        found.update(stretch[at : at + 2] for at in range(max(1, len(stretch) - 1)))
    found.update(word for word in _WORD.findall(_NO_SPACES.sub(" ", text)) if len(word) > 1)
    return found


def holds(text: str | None, folded: str) -> bool:
    """Whether ``folded``, which was casefolded, is in ``text``, in whatever case."""
    return text is not None and folded in text.casefold()


def has_word(text: str | None, folded: str) -> bool:
    """Whether it is a word of ``text``, as :func:`words_in` has them, and not only a part of one;
    what that takes for none, such as a number or several words, stands by itself."""
    if text is None:
        return False
    if words_in(folded) == {folded}:
        return holds(text, folded) and folded in words_in(text)
    before = "" if _NO_SPACES.match(folded) else "(?<!\\w)"
    after = "" if _NO_SPACES.match(folded[-1:]) else "(?!\\w)"
    words = r"\s+".join(map(re.escape, folded.split()))
    return re.search(before + words + after, text.casefold()) is not None


def _drivers(counts: dict[str, Counter[str]], label: str, most: int) -> list[Driver]:
    whole: Counter[str] = sum(counts.values(), Counter())
    total = whole.total()
    known = min(_PRIOR_WORDS, total)
    mine = counts[label].total()
    others = total - mine
    found = []
    for word, times in whole.most_common(_MOST_WORDS):
        if times < _LEAST_TIMES:
            break
        prior = known * times / total
        here = counts[label][word] + prior
        there = times - counts[label][word] + prior
        # Half a word more keeps a table of one word from dividing by nothing.
        odds = math.log(here / (mine + known - here + 0.5))
        odds -= math.log(there / (others + known - there + 0.5))
        z = odds / math.sqrt(1 / here + 1 / there)
        if z > _LEAST_Z:
            found.append(Driver(word, z, counts[label][word]))
    return sorted(found, key=lambda driver: -driver.z)[:most]
