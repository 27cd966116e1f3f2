"""Sentences with the translations that people made of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO, cast

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.tasks.language.detection import detect
from desktop_lm.tasks.text.word_count import count_words

_SAMPLE = 100  # lines that tell which column is which


@dataclass(frozen=True, slots=True)
class ParallelText:
    """``references[i]`` are the translations of ``sources[i]``, at least one. ``swapped``: the
    file has them in its first column."""

    sources: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]
    swapped: bool = False

    @property
    def words(self) -> int:
        """Of the sources, by white space; in Chinese and Japanese, by two characters."""
        return sum(count_words(source) for source in self.sources)

    def streams(self) -> list[list[str | None]]:
        """The references as sacrebleu wants them: the first of each sentence, the second ..."""
        most = max(map(len, self.references))
        return [
            [refs[place] if place < len(refs) else None for refs in self.references]
            for place in range(most)
        ]


def read(path: Path, limit: int = 0, pair: tuple[str, str] = ("", "")) -> ParallelText:
    """Lines of source, tab, reference; ``.gz`` too. Several lines of one source are several
    references of it. ``limit`` sources are read, 0: all. Where the columns are plainly in the
    languages of ``pair`` the other way round, the second is the source. Raises BenchFailed."""
    swapped = _is_swapped(list(islice(_lines(path), _SAMPLE)), pair)
    found: dict[str, list[str]] = {}
    for first, second in _lines(path):
        source, reference = (second, first) if swapped else (first, second)
        if source in found or not limit or len(found) < limit:
            found.setdefault(source, []).append(reference)
    if not found:
        raise BenchFailed(f"{path} has no lines")
    return ParallelText(tuple(found), tuple(map(tuple, found.values())), swapped)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                first, tab, rest = line.rstrip("\r\n").partition("\t")
                second = rest.split("\t", 1)[0]
                if not tab or not first.strip():
                    raise BenchFailed(f"line {number} of {path} is not: source, tab, reference")
                yield first, second
    except (OSError, UnicodeDecodeError) as error:
        raise BenchFailed(f"{path} cannot be read: {error}") from error


def _is_swapped(sample: Sequence[tuple[str, str]], pair: tuple[str, str]) -> bool:
    """Whether both columns are in the other's language. A line may be in any language, a
    hundred are not."""
    if not sample or not all(pair):
        return False
    columns = (" ".join(column) for column in zip(*sample, strict=True))
    return tuple(detect(column, pair).language for column in columns) == pair[::-1]


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")
