"""How far a piece of work is, on one line of the terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from desktop_lm.jobs.background import Advanced


class ProgressLine:
    """Shows percentages on standard error; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.write("")

    def show(self, advanced: Advanced) -> None:
        """Replace what is shown."""
        about = f" {advanced.about}" if advanced.about else ""
        self.write(f"{advanced.fraction:4.0%}{about}")

    def write(self, text: str) -> None:
        """Replace what is shown by one line."""
        if self._on and text != self._shown:
            blanks = " " * (len(self._shown) - len(text))
            sys.stderr.write(f"\r{text}{blanks}" + ("" if text else "\r"))
            sys.stderr.flush()
            self._shown = text
