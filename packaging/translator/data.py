"""Sentence pairs: read, cleaned, and freed of all that is kept for judging."""

from __future__ import annotations

import gzip
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from translator.languages import Direction

# Spaces that do not break, before French punctuation; some rows have them and some do not.
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_NOT_WORDS = re.compile(r"[\W_]+")
_MOST_CHARACTERS = 300
_UNSPACED = ("zh",)  # written without spaces between sentences


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation into the language that is not English."""

    english: str
    partner: str


@dataclass(frozen=True, slots=True)
class DevItem:
    """A source and every translation of it that the dev file has."""

    direction: Direction
    source: str
    references: tuple[str, ...]


def clean(text: str) -> str:
    """Composed characters and plain single spaces; what the model reads and writes."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def bare(text: str) -> str:
    """Letters and digits alone, in lower case: what makes two sentences the same."""
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def read_pairs(file: Path) -> Iterator[Pair]:
    """The rows of a file of English, tab, translation; ``.gz`` or plain. Raises ValueError."""
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            columns = line.rstrip("\n").split("\t")
            if len(columns) != 2:  # noqa: PLR2004
                raise ValueError(f"{file.name}:{number}: not two columns")
            yield Pair(clean(columns[0]), clean(columns[1]))


def train_file(folder: Path, partner: str) -> Path:
    """Where the data folder keeps a language's pairs to train on."""
    return folder / f"en-{partner}.train.tsv.gz"


def dev_file(folder: Path, partner: str) -> Path:
    """Where the data folder keeps a language's pairs to tune on."""
    return folder / f"en-{partner}.dev.tsv"


def dev_items(pairs: Iterable[Pair], partner: str) -> list[DevItem]:
    """Both directions of a dev file, each source once with all its references."""
    out: dict[str, list[str]] = {}
    back: dict[str, list[str]] = {}
    for pair in pairs:
        out.setdefault(pair.english, []).append(pair.partner)
        back.setdefault(pair.partner, []).append(pair.english)
    there, here = Direction("en", partner), Direction(partner, "en")
    return [
        *(DevItem(there, source, tuple(refs)) for source, refs in out.items()),
        *(DevItem(here, source, tuple(refs)) for source, refs in back.items()),
    ]


def kept_back(dev: Iterable[Pair]) -> set[str]:
    """Both sides of dev pairs, bare. A training pair with either is left out."""
    return {bare(side) for pair in dev for side in (pair.english, pair.partner)} - {""}


def usable(pairs: Iterable[Pair], judged: set[str]) -> list[Pair]:
    """Pairs to train on: both sides of a sane length, no repeats, nothing of the judged."""
    found: dict[Pair, None] = {}
    for pair in pairs:
        sides = (pair.english, pair.partner)
        if all(0 < len(side) <= _MOST_CHARACTERS for side in sides) and not any(
            bare(side) in judged for side in sides
        ):
            found[pair] = None
    return list(found)


def joined(pairs: list[Pair], partner: str, share: float, seed: int) -> list[Pair]:
    """Two pairs at a time made one, ``share`` as many as there are: texts of two sentences."""
    draw = random.Random(f"{seed} {partner}")  # noqa: S311
    between = "" if partner in _UNSPACED else " "
    twos = (draw.sample(pairs, 2) for _ in range(int(share * len(pairs)))) if len(pairs) > 1 else ()
    return [
        Pair(f"{one.english} {two.english}", f"{one.partner}{between}{two.partner}")
        for one, two in twos
    ]
