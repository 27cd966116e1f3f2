"""Glossaries read and written off the window's thread, in the order they were asked for."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError
from desktop_lm.jobs.translation.glossary_files import (
    GlossaryTable,
    new_rows,
    read_table,
    write_table,
)
from desktop_lm.jobs.translation.glossary_findings import Finding, findings_in
from desktop_lm.storage.translations.glossaries import Glossaries, StoredGlossary, TermRow
from desktop_lm.ui.background import Background

Findings = tuple[Finding, ...]
Work = Callable[[], object]
logger = logging.getLogger(__name__)


class GlossaryDesk(QObject):
    """``saved`` comes when a glossary is on the disk or gone from it, ``failed`` with an AppError.
    ``merged`` carries a glossary that was saved, and what it became because another window had
    changed it as well."""

    saved = Signal()
    merged = Signal(object, object)
    failed = Signal(object)

    def __init__(self, kept: Glossaries) -> None:
        super().__init__()
        self._kept = kept
        self._background = Background(self, threads=1)
        self._unwritten: deque[Work] = deque()
        self._written = 0

    def read_all(self, then: Callable[[list[StoredGlossary]], object]) -> None:
        """All there are, unless something is written meanwhile; what cannot be read is told of and
        left out."""
        written = self._written

        def told(answer: tuple[list[StoredGlossary], list[AppError]]) -> None:
            found, errors = answer
            if written == self._written:
                then(found)
            for error in errors:
                self.failed.emit(error)

        self._background.run(self._read_all, told, self.failed.emit, topic="all")

    def check_name(self, name: str) -> None:
        """Raises GLOSSARY_NAME where it cannot be a glossary's name."""
        self._kept.check_name(name)

    def save(self, glossary: StoredGlossary, base: StoredGlossary) -> None:
        """Keep it, made of ``base``, in whose place it is where it has a new name."""

        def work() -> None:
            kept = self._kept.save(glossary, base.name, base)
            if kept != glossary:
                self.merged.emit(glossary, kept)

        self._write(work)

    def remove(self, name: str, gone: list[StoredGlossary]) -> None:
        """Delete it; what it was at last comes into ``gone``."""

        def work() -> None:
            with suppress(AppError):
                gone.append(self._kept.read(name))
            self._kept.remove(name)

        self._write(work)

    def look_over(
        self,
        rows: tuple[TermRow, ...],
        numbers: Sequence[int],
        then: Callable[[Findings], object],
    ) -> None:
        """What is odd in the rows with these numbers; only the newest question is answered."""
        self._background.run(lambda: findings_in(rows, numbers), then, topic="findings")

    def read_table(
        self,
        path: str,
        pair: tuple[str, str],
        there: tuple[TermRow, ...],
        then: Callable[[tuple[GlossaryTable, list[TermRow]]], object],
        failed: Callable[[AppError], object],
    ) -> None:
        """The terms of another program's table, and those of them that are not ``there``."""

        def work() -> tuple[GlossaryTable, list[TermRow]]:
            table = read_table(Path(path), *pair)
            return table, new_rows(there, table.rows)

        self._background.run(work, then, failed)

    def write_table(self, path: str, rows: tuple[TermRow, ...], then: Callable[[], object]) -> None:
        """A table for other programs."""
        self._background.run(
            lambda: write_table(Path(path), rows), lambda _none: then(), self.failed.emit
        )

    def close(self) -> None:
        """Wait until all is on the disk."""
        self._background.close()
        while self._unwritten:  # what the threads had not begun
            try:
                self._write_next()
            except AppError as error:
                logger.info("Not saved: %s", error)

    def _write(self, work: Work) -> None:
        self._written += 1
        self._unwritten.append(work)
        self._background.run(self._write_next, lambda _none: self.saved.emit(), self.failed.emit)

    def _write_next(self) -> None:
        self._unwritten.popleft()()

    def _read_all(self) -> tuple[list[StoredGlossary], list[AppError]]:
        found, errors = [], []
        for name in self._kept.names():
            try:
                found.append(self._kept.read(name))
            except AppError as error:
                errors.append(error)
        return found, errors
