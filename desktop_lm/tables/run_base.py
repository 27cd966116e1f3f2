"""What the files of all runs have: what the run is over, and whether all of it was read in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from desktop_lm.errors import AppError, Code
from desktop_lm.tables import run_database
from desktop_lm.tables.source import Source, is_same_file

_ABOUT, _READ = "about", "read"
About = TypeVar("About")


class RunBase:
    """One connection: used by one thread after another, never by two at once."""

    form: ClassVar[run_database.Form]

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """A run begun before. Raises FILE_MISSING, RUN_DAMAGED."""
        return cls(path, run_database.open_existing(path, cls.form))

    @classmethod
    def other_source(cls, path: Path, source: Path) -> str | None:
        """The file that the run in ``path`` is over; None where that is ``source``, which may have
        moved, or nobody can tell."""
        try:
            run = cls.open(path)
        except AppError:
            return None
        try:
            found = run.over(lambda about: Source(**about["source"]))
        except AppError:
            return None
        finally:
            run.close()
        is_same = is_same_file(found.path, source) or found.is_still(source)
        return None if is_same else found.path

    def close(self) -> None:
        """Give the file back. May be called twice."""
        self.connection.close()

    @property
    def is_read(self) -> bool:
        """Whether all is in; if not, reading starts again."""
        return self.value(_READ) is True

    def end_reading(self) -> None:
        """All is in."""
        self.keep(_READ, value=True)

    def value(self, key: str) -> Any:
        """A single value that was kept, None where there is none. Raises RUN_DAMAGED."""
        return run_database.read_value(self.connection, self.path, key)

    def keep(self, key: str, value: Any) -> None:
        """Keep a single value, which JSON can hold. Raises DISK_FULL, WRITE_FAILED."""
        run_database.keep_value(self.connection, self.path, key, value)

    # --- for the kinds of runs ---

    @classmethod
    def made(cls, path: Path, about: dict[str, Any]) -> Self:
        """A new run that is over ``about``. Raises RUN_UNFINISHED, DISK_FULL, WRITE_FAILED."""
        run = cls(path, run_database.create(path, cls.form))
        run.is_over(about)
        return run

    def is_over(self, about: dict[str, Any]) -> None:
        """Keep what it is over. Raises DISK_FULL, WRITE_FAILED."""
        self.keep(_ABOUT, about)

    def over(self, read: Callable[[Any], About]) -> About:
        """What it is over, as ``read`` has it from JSON. Raises RUN_DAMAGED."""
        found = self.value(_ABOUT)
        try:
            return read(found)
        except (KeyError, TypeError, ValueError) as error:
            raise AppError(Code.RUN_DAMAGED, path=str(self.path), reason=repr(error)) from error
