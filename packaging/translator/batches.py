"""Which pairs make a step, and the arrays they become.

Sequences of a batch have one length, so nearly nothing is padding and the attention needs no
mask; the leftovers of all lengths are batched by size and padded on the right. An epoch's order
follows from the seed and its number alone, so a run goes on in the middle of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from translator.corpus import Corpus, Ints
from translator.languages import END, PAD, Direction, source_tag, target_tag
from translator.vocabulary import Vocabulary

# A sequence without its last token: source tag, source, target tag, target.
_TAGS = 2


@dataclass(frozen=True)
class Tags:
    """Ids of the control tokens; languages by their number, English 0, partners from 1."""

    pad: int
    end: int
    source: tuple[int, ...]
    target: tuple[int, ...]

    @classmethod
    def of(cls, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Tags:
        """Raises ValueError where the vocabulary lacks one."""
        find = vocabulary.control_id
        return cls(
            find(PAD),
            find(END),
            tuple(find(source_tag(language)) for language in languages),
            tuple(find(target_tag(language)) for language in languages),
        )


@dataclass(frozen=True)
class Batch:
    """``tokens`` (rows, length); ``places`` are the flat positions whose next token is asked for,
    ``wanted`` these tokens."""

    tokens: Ints
    places: Ints
    wanted: Ints


def plan(  # noqa: PLR0913, PLR0917 - each is one choice of the run
    corpus: Corpus,
    seed: int,
    epoch: int,
    batch_tokens: int,
    temperature: float,
    favour: Sequence[float] = (),
) -> list[Ints]:
    """The batches of an epoch in their order: arrays of items, each row * 2 + source side.

    ``favour`` has a factor for each direction, out of English into the first partner, back, out
    into the second and so on: how often its items are drawn. None: all alike.
    """
    draw = np.random.default_rng([seed, epoch])
    rows = _drawn_rows(corpus, draw, temperature)
    items = np.concatenate([rows * 2, rows * 2 + 1])
    if favour:
        items = np.repeat(items, _times(np.asarray(favour)[_directions(corpus, items)], draw))
    draw.shuffle(items)
    sizes = corpus.lengths.sum(axis=1)[items // 2] + _TAGS
    items, sizes = items[order := np.argsort(sizes, kind="stable")], sizes[order]
    batches: list[Ints] = []
    left: list[Ints] = []
    for start, end in _runs(sizes):
        count = max(1, batch_tokens // int(sizes[start]))
        whole = start + (end - start) // count * count
        batches += [items[first : first + count] for first in range(start, whole, count)]
        left.append(items[whole:end])
    batches += _mixed(np.concatenate(left), corpus, batch_tokens)
    return [batches[number] for number in draw.permutation(len(batches))]


def compose(corpus: Corpus, tags: Tags, items: Ints) -> Batch:
    """The arrays of a batch."""
    rows, sides = items // 2, items % 2
    width = int(corpus.lengths[rows].sum(axis=1).max()) + _TAGS
    tokens = np.full((len(items), width), tags.pad, dtype=np.int64)
    following = tokens.copy()
    asked = np.zeros(tokens.shape, dtype=bool)
    for number, (row, side) in enumerate(zip(rows.tolist(), sides.tolist(), strict=True)):
        source, target = corpus.side(row, side), corpus.side(row, 1 - side)
        other = int(corpus.partner[row]) + 1
        start, end = len(source) + 1, len(source) + 1 + len(target)
        tokens[number, 0] = tags.source[other if side else 0]
        tokens[number, 1:start] = source
        tokens[number, start] = tags.target[0 if side else other]
        tokens[number, start + 1 : end + 1] = target
        following[number, start:end] = target
        following[number, end] = tags.end
        asked[number, start : end + 1] = True
    places = np.flatnonzero(asked)
    return Batch(tokens, places, following.reshape(-1)[places])


def inputs_by_direction(corpus: Corpus, items: Ints, names: tuple[Direction, ...]) -> Ints:
    """How many input tokens of a batch belong to each of ``names``, padding left out."""
    sizes = corpus.lengths[items // 2].sum(axis=1) + _TAGS
    numbers = _directions(corpus, items)
    return np.bincount(numbers, weights=sizes, minlength=len(names)).astype(np.int64)


def _directions(corpus: Corpus, items: Ints) -> Ints:
    """The number of each item's direction, in the order of ``languages.directions``."""
    return corpus.partner[items // 2] * 2 + items % 2


def _drawn_rows(corpus: Corpus, draw: np.random.Generator, temperature: float) -> Ints:
    """Every row at least once; of the smaller languages some more often.

    A language with n pairs gets a share in proportion to n^(1/temperature) (Arivazhagan et al.
    2019), measured against the largest one.
    """
    counts = np.bincount(corpus.partner)
    times = np.ones(len(counts))
    present = counts > 0
    times[present] = (counts.max() / counts[present]) ** (1 - 1 / temperature)
    return np.repeat(np.arange(len(corpus)), _times(times[corpus.partner], draw))


def _times(each: npt.NDArray[np.float64], draw: np.random.Generator) -> Ints:
    """Whole numbers that are ``each`` in the mean."""
    return (np.floor(each) + (draw.random(len(each)) < each % 1)).astype(np.int64)


def _runs(sizes: Ints) -> Iterator[tuple[int, int]]:
    """Begin and end of each stretch of equal sizes."""
    cuts = np.flatnonzero(np.diff(sizes)) + 1
    edges = [0, *cuts.tolist(), len(sizes)]
    return pairwise(edges)


def _mixed(items: Ints, corpus: Corpus, batch_tokens: int) -> list[Ints]:
    """Batches of neighbouring lengths; ``items`` come sorted by theirs."""
    sizes = (corpus.lengths.sum(axis=1)[items // 2] + _TAGS).tolist()
    batches: list[Ints] = []
    start = 0
    for end in range(1, len(items) + 1):
        # The longest of a batch is its last, and the others are padded to it.
        if end == len(items) or sizes[end] * (end + 1 - start) > batch_tokens:
            batches.append(items[start:end])
            start = end
    return batches
