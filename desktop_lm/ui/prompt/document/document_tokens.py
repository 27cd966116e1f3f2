"""The tokens of what the model wrote in a document."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.document.document_editor import DocumentEditor
from desktop_lm.ui.prompt.document.written_part import WrittenPart
from desktop_lm.ui.prompt.inspector.token_style import style_of
from desktop_lm.ui.prompt.inspector.token_surface import Pick, cursor_over


class DocumentTokens:
    """Implements :class:`~desktop_lm.ui.prompt.inspector.token_surface.TokenSurface`: the tokens
    are drawn over the text, which stays as it is."""

    def __init__(self, theme: Theme, editor: DocumentEditor) -> None:
        self._theme = theme
        self._editor = editor

    @property
    def view(self) -> QPlainTextEdit:
        return self._editor

    def turn(self, *, on: bool) -> None:
        self._editor.draw_parts(self._drawn if on else None)

    def at(self, place: QPoint) -> Pick | None:
        caret = self._editor.cursorForPosition(place)
        # The place between two letters that is nearest may lie behind the one pointed at.
        pick = self.at_position(caret.position())
        if pick is None or not self._is_over(pick, place):
            pick = self.at_position(caret.position() - 1)
        return pick if pick is not None and self._is_over(pick, place) else None

    def at_position(self, position: int) -> Pick | None:
        for part in self._editor.parts:
            if part.start <= position < part.end:
                ends = [end for _, end in part.spans()]
                index = bisect_right(ends, position)
                return Pick(part, index) if index < len(ends) else None
        return None

    def range_of(self, pick: Pick) -> tuple[int, int] | None:
        part = pick.source
        if not isinstance(part, WrittenPart) or part not in self._editor.parts:
            return None
        spans = part.spans()
        if pick.index >= len(spans) or spans[pick.index][0] == spans[pick.index][1]:
            return None
        return spans[pick.index]

    def first(self) -> WrittenPart | None:
        """The part that was written last."""
        parts = self._editor.parts
        return parts[-1] if parts else None

    def mark(self, selection: QTextEdit.ExtraSelection | None) -> None:
        self._editor.mark_token(selection)

    def _is_over(self, pick: Pick, place: QPoint) -> bool:
        found = self.range_of(pick)
        if found is None:
            return False
        first, last = (
            self._editor.cursorRect(cursor_over(self._editor, position, position))
            for position in found
        )
        if first.top() == last.top():
            return first.united(last).contains(place)
        return True

    def _drawn(self, part: WrittenPart) -> list[QTextEdit.ExtraSelection]:
        selections = []
        views = part.trace.views if part.trace else ()
        for view, (start, end) in zip(views, part.spans(), strict=True):
            if start == end:
                continue
            selection = QTextEdit.ExtraSelection()
            selection.cursor = cursor_over(self._editor, start, end)
            selection.format = style_of(view.probability, self._theme)
            selections.append(selection)
        return selections
