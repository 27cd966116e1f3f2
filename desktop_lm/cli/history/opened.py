"""The history, opened for a command; the window may have it open as well."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from desktop_lm import paths
from desktop_lm.cli.error_text import error_text
from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history.history import History


@contextmanager
def opened_history() -> Iterator[History]:
    """The history of this computer's user. Raises AppError where it cannot be opened."""
    with closing(History(paths.history_file())) as history:
        if history.put_aside is not None:
            told = AppError(Code.HISTORY_PUT_ASIDE, path=str(history.put_aside))
            print(f"desktop-lm: {error_text(told)}", file=sys.stderr)
        yield history


def when(seconds: float) -> str:
    """A time of the clock here, as one sorts it. A clock can have said anything."""
    try:
        return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M}"
    except (OverflowError, OSError, ValueError):
        return "?"
