"""The glossary of a translation, put together from what the user keeps and names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from desktop_lm.errors import AppError
from desktop_lm.jobs.translation.glossary_files import read_table
from desktop_lm.storage.translations.glossaries import Glossaries, TermRow
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary, Term


def glossary_of(rows: Iterable[TermRow]) -> Glossary:
    """Terms as a translation uses them; of two that contradict each other the first counts."""
    terms = [Term(row.source, row.target, row.case_sensitive, row.note) for row in rows]
    return Glossary(terms) if terms else NO_TERMS


def in_use(
    kept: Glossaries, source: str, target: str, failed: Callable[[AppError], object]
) -> Glossary:
    """What the user has on for these languages; ``failed`` is told of what cannot be read."""
    return glossary_of(row for each in kept.in_use(source, target, failed) for row in each.rows)


def named(kept: Glossaries, names: Iterable[str], source: str, target: str) -> Glossary:
    """The terms of files, or of glossaries that are kept: the first named counts most.

    Raises what :func:`read_table` and :meth:`Glossaries.read` do.
    """
    return glossary_of(row for name in names for row in _rows(kept, name, source, target))


def _rows(kept: Glossaries, name: str, source: str, target: str) -> tuple[TermRow, ...]:
    path = Path(name)
    is_file = os.path.isfile(name)  # noqa: PTH113  Path's raises for what is too long for a name
    if is_file or (path.suffix and name not in kept.names()):
        return read_table(path, source, target).rows
    return kept.read(name).rows
