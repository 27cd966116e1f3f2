"""Lists of files of which one may be damaged: the others are shown all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from desktop_lm.cli.output import say_error
from desktop_lm.errors import AppError

T = TypeVar("T")


def read_all(names: Iterable[str], read: Callable[[str], T]) -> tuple[list[T], int]:
    """What can be read, and the exit status: 1 where something could not, which is told of."""
    found, status = [], 0
    for name in names:
        try:
            found.append(read(name))
        except AppError as error:
            say_error(error)
            status = 1
    return found, status
