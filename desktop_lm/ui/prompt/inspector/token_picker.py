"""Which token of a text one points at or goes to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCursor

from desktop_lm.ui.prompt.inspector.token_surface import Pick, TokenSurface, cursor_over

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LINES = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class TokenPicker(QObject):
    """Watches the keys and the pointer of a text's view while it is on. Where one can write, the
    arrow keys are the caret's; Alt takes them from token to token.

    ``pointed`` carries the Pick under the pointer, or None; ``chosen`` one that was clicked or
    gone to with the arrow keys; ``entered`` comes with Return.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    entered = Signal()

    def __init__(self, surface: TokenSurface) -> None:
        super().__init__(surface.view)
        self._surface = surface
        self._view = surface.view
        self.pick: Pick | None = None

    def watch(self, *, on: bool) -> None:
        """Begin or end to watch."""
        for thing in (self._view, self._view.viewport()):
            thing.removeEventFilter(self)
            if on:
                thing.installEventFilter(self)
        self._view.viewport().setMouseTracking(on)
        self.pick = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The view's events, before the view has them."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return watched is self._view and self._key(event)
        if event.type() is QEvent.Type.Leave:
            self.pointed.emit(None)
        elif isinstance(event, QMouseEvent) and watched is self._view.viewport():
            self._mouse(event)
        return False

    def rect_of(self, pick: Pick) -> QRect | None:
        """Where a token stands in the viewport; its first line, if it has several. The blank
        before a word may stand at the end of the line above."""
        found = self._surface.range_of(pick)
        if found is None or pick.source.trace is None:
            return None
        text = pick.source.trace.views[pick.index].text
        blanks = len(text) - len(text.lstrip(" ")) if text.strip() else 0
        ends = min(found[0] + blanks, found[1]), found[1]
        first, last = (self._view.cursorRect(self._cursor_at(position)) for position in ends)
        if first.top() != last.top():
            last = QRect(self._view.viewport().width() - 1, first.top(), 1, first.height())
        return first.united(last)

    def select(self, pick: Pick) -> None:
        """Bring the caret to a token, and the token on the screen."""
        self.pick = pick
        if (found := self._surface.range_of(pick)) is not None:
            self._view.setTextCursor(self._cursor_at(found[0]))
            self._view.ensureCursorVisible()

    def cursor_over(self, pick: Pick) -> QTextCursor | None:
        """All of a token."""
        found = self._surface.range_of(pick)
        return cursor_over(self._view, *found) if found else None

    # --- inside ---

    def _key(self, event: QKeyEvent) -> bool:
        if self._is_written_in:
            if event.modifiers() != Qt.KeyboardModifier.AltModifier:
                self.pick = None
                return False
        elif event.modifiers() not in _PLAIN:
            return False
        if event.key() in _STEPS:
            return self._step(_STEPS[Qt.Key(event.key())])
        if event.key() in _ENTER and self.pick is not None:
            self.entered.emit()
            return True
        if event.key() in _LINES and not self._is_written_in:
            QTimer.singleShot(0, self, self._choose_at_caret)  # when the view has moved it
        return False

    @property
    def _is_written_in(self) -> bool:
        return not self._view.isReadOnly()

    def _step(self, step: int) -> bool:
        if self.pick is not None:
            pick = self._beside(self.pick, step)
        else:
            pick = self._surface.at_position(self._view.textCursor().position()) or self._first()
        if pick is None:
            return False
        self.chosen.emit(pick)
        return True

    def _beside(self, pick: Pick, step: int) -> Pick | None:
        """The next token that has letters on the page."""
        trace, index = pick.source.trace, pick.index + step
        while trace is not None and 0 <= index < len(trace.views):
            if trace.views[index].text:
                return Pick(pick.source, index)
            index += step
        return None

    def _first(self) -> Pick | None:
        source = self._surface.first()
        return self._beside(Pick(source, -1), 1) if source is not None else None

    def _choose_at_caret(self) -> None:
        if pick := self._surface.at_position(self._view.textCursor().position()):
            self.chosen.emit(pick)

    def _mouse(self, event: QMouseEvent) -> None:
        if event.type() is QEvent.Type.MouseMove and not event.buttons():
            self.pointed.emit(self._surface.at(event.position().toPoint()))
        elif (
            event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
            and not self._view.textCursor().hasSelection()
            and (pick := self._surface.at(event.position().toPoint()))
        ):
            self.chosen.emit(pick)

    def _cursor_at(self, position: int) -> QTextCursor:
        return cursor_over(self._view, position, position)
