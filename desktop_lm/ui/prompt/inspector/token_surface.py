"""A text whose tokens can be pointed at: what the page of answers and a document have alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

if TYPE_CHECKING:
    from desktop_lm.storage.history.token_traces import TokenTrace

TextView = QTextEdit | QPlainTextEdit


class Traced(Protocol):
    """A text the model wrote."""

    trace: TokenTrace | None  # how, where that is known

    @property
    def text(self) -> str:
        """All of it."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Token ``index`` of the trace of ``source``."""

    source: Traced
    index: int


class TokenSurface(Protocol):
    """Positions are those of the view's document."""

    @property
    def view(self) -> TextView:
        """Where the text is shown."""

    def turn(self, *, on: bool) -> None:
        """Show the tokens, or the text as it is read."""

    def at(self, place: QPoint) -> Pick | None:
        """The token at a place of the viewport."""

    def at_position(self, position: int) -> Pick | None:
        """The token of the character behind a position."""

    def range_of(self, pick: Pick) -> tuple[int, int] | None:
        """Where a token stands: its first position and the one behind it."""

    def first(self) -> Traced | None:
        """The text to begin with where one has pointed at nothing."""

    def mark(self, selection: QTextEdit.ExtraSelection | None) -> None:
        """Let one token stand out, or none."""


def cursor_over(view: TextView, start: int, end: int) -> QTextCursor:
    """All between two positions."""
    cursor = QTextCursor(view.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor
