"""Sentences with the translations that people made of them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.tasks.word_count import count_words


@dataclass(frozen=True, slots=True)
class ParallelText:
    """``references[i]`` are the translations of ``sources[i]``, at least one."""

    sources: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]

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


def read(path: Path, limit: int = 0) -> ParallelText:
    """Lines of source, tab, reference; ``.gz`` too. Several lines of one source are several
    references of it. ``limit`` sources are read, 0: all. Raises BenchFailed."""
    found: dict[str, list[str]] = {}
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                source, tab, reference = line.rstrip("\r\n").partition("\t")
                if not tab or not source.strip():
                    raise BenchFailed(f"line {number} of {path} is not: source, tab, reference")
                if source in found or not limit or len(found) < limit:
                    found.setdefault(source, []).append(reference.split("\t", 1)[0])
    except (OSError, UnicodeDecodeError) as error:
        raise BenchFailed(f"{path} cannot be read: {error}") from error
    if not found:
        raise BenchFailed(f"{path} has no lines")
    return ParallelText(tuple(found), tuple(map(tuple, found.values())))


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")
