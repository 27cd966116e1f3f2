"""What the Edit menu acts on, and what it can do with that."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


class EditTarget(QObject):
    """The widget that has the keyboard, or had it before the keyboard went to the menus."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    @property
    def widget(self) -> QWidget | None:
        """What is meant now."""
        now = QApplication.focusWidget()
        if not isinstance(now, QMenuBar):
            return now
        # Of what was deleted meanwhile only its shell is left.
        return next((each for each in QApplication.allWidgets() if each is self._before), None)

    def act(self, slot: str) -> None:
        """Call ``slot`` of the widget, where it has such a thing."""
        act = getattr(self.widget, slot, None)
        if callable(act):
            act()

    def can_act(self, slot: str) -> bool:
        """Whether ``slot`` would change anything in it."""
        return can_act(self.widget, slot)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QMenuBar):
            self._before = before


def can_act(widget: QWidget | None, slot: str) -> bool:
    """Whether ``slot`` (undo, redo, cut, copy, paste or selectAll) would change anything in
    ``widget``. What is no text is left to decide by itself whether it has the slot."""
    if not isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return callable(getattr(widget, slot, None))
    if slot == "paste":
        return not widget.isReadOnly() and bool(QApplication.clipboard().text())
    if slot == "selectAll":
        return bool(_text_length(widget))
    if slot in ("undo", "redo"):
        return not widget.isReadOnly() and _has_steps(widget, undo=slot == "undo")
    return _has_selection(widget) and (slot == "copy" or not widget.isReadOnly())


def _text_length(widget: QLineEdit | QPlainTextEdit | QTextEdit) -> int:
    if isinstance(widget, QLineEdit):
        return len(widget.text())
    return widget.document().characterCount() - 1  # the end of the last paragraph counts


def _has_steps(widget: QLineEdit | QPlainTextEdit | QTextEdit, *, undo: bool) -> bool:
    steps = widget if isinstance(widget, QLineEdit) else widget.document()
    return steps.isUndoAvailable() if undo else steps.isRedoAvailable()


def _has_selection(widget: QLineEdit | QPlainTextEdit | QTextEdit) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.hasSelectedText()
    return widget.textCursor().hasSelection()
