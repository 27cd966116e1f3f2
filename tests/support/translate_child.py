"""Reads and writes a document without a model, and tells what memory that took.

``python -m tests.support.translate_child SMALL LARGE`` prints by how many bytes the process grew
over LARGE, once SMALL had gone through.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

import psutil

from desktop_lm.documents.translatable.unit import Unit, Written
from tests.support.translating import through, upper

_EVERY = 100  # units


def main(small: str, large: str) -> None:
    through(Path(small), upper)
    process = psutil.Process()
    before = most = process.memory_info().rss
    numbers = count()

    def watched(unit: Unit) -> Written:
        nonlocal most
        if next(numbers) % _EVERY == 0:
            most = max(most, process.memory_info().rss)
        return upper(unit)

    through(Path(large), watched)
    print(max(most, process.memory_info().rss) - before)


if __name__ == "__main__":
    main(*sys.argv[1:])
