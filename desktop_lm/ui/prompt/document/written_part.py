"""A stretch of a document that the model wrote, and where its tokens stand in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor, QTextDocument

from desktop_lm.ui.widgets.plain_text import from_raw, utf16_length

if TYPE_CHECKING:
    from desktop_lm.storage.history.token_traces import TokenTrace

Span = tuple[int, int]  # positions in the document


class WrittenPart:
    """Moves with the text around it. What is typed at its end is no part of it.

    The tokens may begin with blanks that are not shown, because the text before ends with one;
    ``hides_blanks`` says so.
    """

    def __init__(self, document: QTextDocument, start: int, *, hides_blanks: bool) -> None:
        self.cursor = QTextCursor(document)
        self.trace: TokenTrace | None = None
        self._hides_blanks = hides_blanks
        self.reach(start, start)

    @property
    def text(self) -> str:
        """As it stands in the document."""
        return from_raw(self.cursor.selectedText())

    @property
    def start(self) -> int:
        return self.cursor.selectionStart()

    @property
    def end(self) -> int:
        return self.cursor.selectionEnd()

    @property
    def hidden(self) -> int:
        """So many characters at the beginning of the tokens are not shown."""
        said = self._said
        return len(said) - len(said.lstrip()) if self._hides_blanks else 0

    def reach(self, start: int, end: int) -> None:
        """It stands here from now on."""
        self.cursor.setPosition(start)
        self.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.cursor.setKeepPositionOnInsert(True)

    def heed_edits(self) -> bool:
        """Forget the tokens from the first letter on that is another one now; whether any are
        left."""
        if self.trace is None:
            return False
        text = self.text
        same = _alike(self._said[self.hidden :], text) + self.hidden
        kept, place = 0, 0
        for view in self.trace.views:
            place += len(view.text)
            if place > same:
                break
            kept += 1
        if kept < len(self.trace.views):
            shown = self._said_by(kept)[self.hidden :]
            self.trace = replace(self.trace, views=self.trace.views[:kept])
            self.reach(self.start, self.start + utf16_length(shown))
        return bool(self.trace.views) and self.end > self.start

    def spans(self) -> list[Span]:
        """Where each token stands; one that is not shown stands nowhere, at an empty place."""
        if self.trace is None:
            return []
        spans, place, hidden = [], self.start, self.hidden
        for view in self.trace.views:
            shown = view.text[hidden:]
            hidden = max(hidden - len(view.text), 0)
            end = min(place + utf16_length(shown), self.end)
            spans.append((place, end))
            place = end
        return spans

    @property
    def _said(self) -> str:
        return self._said_by(len(self.trace.views)) if self.trace else ""

    def _said_by(self, count: int) -> str:
        return "".join(view.text for view in self.trace.views[:count]) if self.trace else ""


def _alike(one: str, other: str) -> int:
    """So many characters at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
