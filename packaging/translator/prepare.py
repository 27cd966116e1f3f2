"""Step 1: from the data folder to a vocabulary and encoded pairs."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from translator import data, tokenizer
from translator.corpus import Corpus
from translator.data import DevItem, Pair
from translator.files import write_whole
from translator.languages import PARTNERS, Direction, control_tokens
from translator.vocabulary import Vocabulary

# The vocabulary's merges should know the small language too.
_SMALL_LANGUAGE_TIMES = 3


@dataclass(frozen=True)
class Prepared:
    """What the later steps read of the working folder."""

    vocabulary: Vocabulary
    corpus: Corpus
    partners: tuple[str, ...]
    dev: list[DevItem]


@dataclass(frozen=True)
class Choices:
    """``size`` is the vocabulary's, control tokens included; ``rows`` takes only so many pairs of
    each language, for a try; ``join`` is the share of pairs of two sentences that is added."""

    partners: tuple[str, ...] = PARTNERS
    size: int = 8192
    rows: int = 0
    join: float = 0.05
    seed: int = 1


def prepare(
    folder: Path, work: Path, choices: Choices, vocabulary: Vocabulary | None = None
) -> dict[str, object]:
    """Write ``vocabulary.json``, ``train.npz`` and ``dev.json`` into ``work``; what was done.

    A ``vocabulary`` given is kept: weights belong to the one they were trained with.
    """
    partners, seed = choices.partners, choices.seed
    dev = {one: list(data.read_pairs(data.dev_file(folder, one))) for one in partners}
    judged = data.kept_back(pair for pairs in dev.values() for pair in pairs)
    train: dict[str, list[Pair]] = {}
    for one in partners:
        pairs = data.usable(data.read_pairs(data.train_file(folder, one)), judged)
        if choices.rows:
            pairs = random.Random(seed).sample(pairs, min(choices.rows, len(pairs)))  # noqa: S311
        train[one] = pairs
    if vocabulary is None:
        vocabulary = tokenizer.train(_texts(train), choices.size, control_tokens(partners))
    vocabulary.save(work / "vocabulary.json")
    for one in partners:
        train[one] += data.joined(train[one], one, choices.join, seed)
    corpus = _encode(train, vocabulary)
    corpus.save(work / "train.npz")
    items = [item for one in partners for item in data.dev_items(dev[one], one)]
    content = {"partners": partners, "items": [asdict(item) for item in items]}
    write_whole(work / "dev.json", json.dumps(content, ensure_ascii=False, indent=0).encode())
    return {
        "vocabulary": len(vocabulary),
        "pairs": {one: len(pairs) for one, pairs in train.items()},
        "tokens": int(corpus.lengths.sum()),
        "dev": len(items),
    }


def load(work: Path) -> Prepared:
    """What ``prepare`` wrote."""
    content = json.loads((work / "dev.json").read_text(encoding="utf-8"))
    items = [
        DevItem(Direction(**item["direction"]), item["source"], tuple(item["references"]))
        for item in content["items"]
    ]
    return Prepared(
        Vocabulary.load(work / "vocabulary.json"),
        Corpus.load(work / "train.npz"),
        tuple(content["partners"]),
        items,
    )


def _texts(train: dict[str, list[Pair]]) -> Iterator[str]:
    most = max(map(len, train.values()))
    for pairs in train.values():
        times = _SMALL_LANGUAGE_TIMES if len(pairs) * _SMALL_LANGUAGE_TIMES < most else 1
        for pair in pairs * times:
            yield pair.english
            yield pair.partner


def _encode(train: dict[str, list[Pair]], vocabulary: Vocabulary) -> Corpus:
    encoder = tokenizer.Encoder(vocabulary)
    rows = []
    for number, pairs in enumerate(train.values()):
        english = encoder.encode([pair.english for pair in pairs])
        partner = encoder.encode([pair.partner for pair in pairs])
        rows += [(number, *sides) for sides in zip(english, partner, strict=True)]
    return Corpus.of(rows)
